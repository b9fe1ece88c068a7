"""`settings.yml`: every key optional, unknown keys refused, faults named with their line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from spp_research import colours
from spp_research.errors import ConfigurationError

if TYPE_CHECKING:
    from yaml.nodes import Node

Format = Literal["html", "docx", "pdf"]


# What each setting takes, in the words of the message when it was given something else.
_ALLOWED = {
    "accent": "a colour as six digits or letters a to f after a #, in quotation marks: "
    f"'{colours.DEFAULT_ACCENT}'",
    "as_at": "a date, year first: 2026-07-10",
    "formats": "a list of one or more of html, docx and pdf: [html, docx, pdf]",
    "licence": "words in quotation marks: 'CC BY 4.0'",
    "logo": "the name of a picture beside settings.yml: logo.png",
    "thresholds": "an audience (school, partnership or public) and under it whole numbers of 1 or "
    "more for pupils and respondents",
}


class Thresholds(BaseModel):
    """Stricter thresholds for one audience."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pupils: Annotated[int, Field(ge=1)] | None = None
    respondents: Annotated[int, Field(ge=1)] | None = None


class Settings(BaseModel):
    """What a partnership may choose. The defaults are a working kit.

    `accent` is the colour of headings and rules; `as_at` the day the reports look from (default:
    the day they are made), which a withdrawn sign-off does not wait for (`sign_off.withdrawn`);
    `formats` the files that `spp report` makes; `licence` that of what is published; `logo` the
    name of a picture in the workspace; `thresholds` those of an audience, stricter than the kit's
    or not at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    accent: str = colours.DEFAULT_ACCENT
    as_at: date | None = None
    formats: Annotated[list[Format], Field(min_length=1)] = ["html", "docx", "pdf"]
    licence: str = "CC BY 4.0"
    logo: str = ""
    thresholds: dict[Literal["school", "partnership", "public"], Thresholds] = {}

    @property
    def fixes_day(self) -> bool:
        """Whether the day that reports look from stays while the calendar goes on."""
        return self.as_at is not None

    @field_validator("accent")
    @classmethod
    def _readable(cls, value: str) -> str:
        """Refuse an accent in which a heading could not be read."""
        if not colours.is_colour(value):
            raise ValueError
        ratio = colours.least_contrast(value)
        if ratio < colours.READABLE:
            raise ValueError(
                f"accent is “{value}”. Words in it would stand out from the page by only "
                f"{ratio:.1f} to 1, and they need {colours.READABLE} to 1 to be read. Choose a "
                f"darker colour, for example '{colours.readable(value)}'."
            )
        return value

    def own_thresholds(self) -> dict[str, dict[str, int]]:
        """The thresholds as `disclosure.rules_for` takes them."""
        return {
            audience: own.model_dump(exclude_none=True) for audience, own in self.thresholds.items()
        }


def read_settings(path: Path) -> Settings:
    """The settings in `path`; the defaults where there is no such file.

    Raises
    ------
    ConfigurationError
        Naming the line: text that is not YAML, a key twice, an unknown key, a wrong value.
    """
    if not path.is_file():
        return Settings()
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{path.name} is not plain text. Save it as a text file in UTF-8."
        ) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(
            f"{path.name}, line {line}: this is not valid YAML ({error.problem}). Compare it with "
            "the example, for instance: as_at: 2026-07-10"
        ) from None
    if node is None:
        return Settings()
    lines = _lines(node, path.name)
    try:
        return Settings.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        line = lines.get(place, 1)
        raise ConfigurationError(f"{path.name}, line {line}: {_sentence(place, first)}") from None


def _lines(node: Node, name: str) -> dict[str, int]:
    """The line of each key, as "thresholds.public.pupils"; a key given twice is refused."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise ConfigurationError(
            f"{name}, line 1: settings are lines of the form key: value. Start again from the "
            "example, or delete the file to use the defaults."
        )
    lines: dict[str, int] = {}

    def walk(node: Node, prefix: str) -> None:
        if isinstance(node, yaml.SequenceNode):
            for place, item in enumerate(node.value):
                lines[f"{prefix}{place}"] = item.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            path, line = f"{prefix}{key.value}", key.start_mark.line + 1
            if path in lines:
                raise ConfigurationError(
                    f"{name}, line {line}: “{path}” is given twice (first on line {lines[path]}). "
                    "Keep one of them."
                )
            lines[path] = line
            walk(value, f"{path}.")

    walk(node, "")
    return lines


def _sentence(place: str, fault: dict) -> str:
    """One plain sentence for one of pydantic's faults, whose own words are for programmers."""
    if fault["type"] == "extra_forbidden":
        known = ", ".join(Thresholds.model_fields if "." in place else Settings.model_fields)
        return f"“{place}” is not a setting. The settings here are: {known}."
    key = place.split(".", 1)[0]
    if fault["type"] == "value_error" and (said := str(fault["ctx"]["error"])):
        return said
    return f"{key} is “{fault['input']}”, which cannot be used. Give {_ALLOWED[key]}."
