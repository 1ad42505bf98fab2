"""`felloe-skill … --secret`: an author tries code with a secret of the environment."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sandbox.cli import app
from sandbox.services.local import parse_secrets
from shared.errors import InvalidArgument

VALUE = "a value of the environment"
CODE = """
from felloe import http, secret
http.get("http://api.example/", headers={"Authorization": secret("token", "Bearer {}")})
"""
GRANTS = ("--grant", "http:api.example", "--grant", "secret:token")


@pytest.mark.usefixtures("image")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*GRANTS, "--secret", "token@api.example=TOKEN"), "only goes to https://api.example"),
        (GRANTS, "There is no secret 'token'"),
        ((*GRANTS[:2], "--secret", "token@api.example=TOKEN"), "asked for token (secret). Not granted"),
    ],
)
def test_a_secret_of_the_command_line_is_there_where_it_is_granted(
    options: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", VALUE)
    done = CliRunner().invoke(app, ["exec", "-", *options], input=CODE)
    assert done.exit_code == 1
    assert said in done.output
    assert VALUE not in done.output


@pytest.mark.parametrize(
    "text", ["token", "token@api.example", "token=TOKEN", "token@api.example=NONE", "@=", "a@h=SHORT"]
)
def test_an_option_of_another_form_is_refused_without_telling_values(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", VALUE)
    monkeypatch.setenv("SHORT", "short")
    monkeypatch.delenv("NONE", raising=False)
    with pytest.raises(InvalidArgument) as failure:
        parse_secrets([text])
    assert "short" not in failure.value.message
