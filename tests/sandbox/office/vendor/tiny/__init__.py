def money(amount):
    return f"{amount:,.2f} €"
