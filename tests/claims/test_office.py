"""The roles that a text gives beside a name, and how two of them go together."""

import pytest

from claims.office import accord, role_of, roles_beside


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("On Monday German Foreign Minister [Johan Wadipol] said", {"German Foreign Minister"}),
        ("[Johann Wadephul], the foreign minister of Germany, said", {"foreign minister of Germany"}),
        ("Kremlin spokesman, [Dmitry Peskov], told reporters", {"Kremlin spokesman"}),
        ("[Edda Marlow], 67, the harbour master, told Reuters", {"harbour master"}),
        ("He left. U.S. Secretary of State [Marco Rubio], who", {"U.S. Secretary of State"}),
        ("Receiving French President [Emmanuel Macron] he", {"French President"}),
        ("[Ann Hill] of the Saltmere Harbour Trust said", {"Saltmere Harbour Trust"}),
        ("[Ann Hill], a spokeswoman for the Saltmere Trust, said", {"spokeswoman for the Saltmere Trust"}),
        ("chief of staff [Andriy Yermak] said", {"chief of staff"}),
        ("“No,” said [Ann Hill] on Monday, adding that the minister", set()),
        ("He met the minister. [Ann Hill] said", set()),
        ("[Ann Hill], who met the minister of Hull, said", set()),
        ("[Ann Hill]", set()),
        ("[Ann Hill], praised the president’s plan", set()),
        ("[Ann Hill], who’s thinking about running for president, said", set()),
        ("Donald Trump Finally Endorses The Rival House Speaker [Paul Ryan]", {"Rival House Speaker"}),
        ("A B C D E House Speaker [Paul Ryan]", set()),
        ("[Ann Hill], a nursing home owner, said", {"nursing home owner"}),
    ],
)
def test_roles_beside_a_name(text: str, roles: set[str]) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert {role.text for role in roles_beside(text.replace("[", "").replace("]", ""), start, end)} == roles


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("German Foreign Minister", "the foreign minister of Germany", "agree"),
        ("Kremlin spokesman", "spokeswoman for the Kremlin", "agree"),
        ("the harbour master", "Harbour Master", "agree"),
        ("President", "US president", "compatible"),
        ("president", "president", "compatible"),
        ("foreign minister", "German foreign minister", "compatible"),
        ("French foreign minister", "German foreign minister", "conflict"),
        ("mayor of Dover", "Hull Mayor", "conflict"),
        ("former German chancellor", "German chancellor", "none"),
        ("deputy foreign minister", "foreign minister", "none"),
        ("Russian president", "Kremlin spokesman", "none"),
    ],
)
def test_how_roles_go_together(left: str, right: str, expected: str) -> None:
    one, other = role_of(left), role_of(right)
    assert one
    assert other
    assert (accord(one, other), accord(other, one)) == (expected, expected)
