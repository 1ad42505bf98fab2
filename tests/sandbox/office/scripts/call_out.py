import subprocess

subprocess.run(["soffice", "--headless"], check=True)
