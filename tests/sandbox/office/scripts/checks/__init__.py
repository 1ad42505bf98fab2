import re
import xml.etree.ElementTree as ET


def xml_errors(folder):
    for path in sorted(folder.rglob("*.xml")):
        try:
            ET.parse(path)
        except ET.ParseError as error:
            place = re.search(r"line (\d+)", str(error))
            yield f"{path.relative_to(folder)}: not well formed at line {place[1] if place else '?'}"
