"""How settings files and environment variables become frozen values, and what is said about those that cannot be used."""

from pathlib import Path

import pytest

from assistant.settings import Settings, as_environment, groups_of, load_settings
from indexer.errors import SettingsInvalid
from indexer.settings import load_settings as load_indexer_settings


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).server == Settings().server


def test_a_key_in_the_file_replaces_the_default(tmp_path: Path) -> None:
    file = written(tmp_path, "[server]\nport = 8080\n")
    assert load_settings(file, {}).server.port == 8080


def test_an_environment_variable_wins_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "[server]\nport = 8080\n")
    assert load_settings(file, {"DOCENT_SERVER_PORT": "9090"}).server.port == 9090


def test_an_environment_variable_may_be_a_list(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    assert load_settings(file, {"DOCENT_WRITER_LANGUAGES": '["en", "zh"]'}).writer.languages == ("en", "zh")


def test_the_environment_of_settings_gives_another_process_the_same_ones(tmp_path: Path) -> None:
    text = """
    [answering]
    mode = "quoted"
    refusal_zh = '没有找到"相关"内容。'
    [documents]
    exclude = ["drafts/**", "a \\"b\\""]
    [access.rules]
    "**" = ["everyone"]
    "hr/**" = ["hr", "人事"]
    [writer]
    timeout_s = 5
    """
    settings = load_settings(written(tmp_path, text), {})
    (tmp_path / "other").mkdir()
    other = written(tmp_path / "other", "[server]\nport = 1\n")
    assert load_settings(other, as_environment(settings)) == settings


def test_a_path_is_taken_from_the_files_folder(tmp_path: Path) -> None:
    file = written(tmp_path, '[index]\nfolder = "there"\n')
    settings = load_settings(file, {})
    assert settings.index.folder == tmp_path / "there"
    assert settings.documents.folder == tmp_path / "samples"


def test_a_whole_number_serves_where_a_number_is_wanted(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "[writer]\ntimeout_s = 5\n"), {}).writer.timeout_s == 5.0


def test_access_rules_keep_their_order(tmp_path: Path) -> None:
    file = written(tmp_path, '[access.rules]\n"hr/**" = ["hr"]\n"**" = ["everyone"]\n')
    assert list(load_settings(file, {}).access.rules) == ["hr/**", "**"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nprot = 1\n", "[server] prot: unknown; known are"),
        ('[server]\nport = "8080"\n', "[server] port: found '8080', expected a whole number"),
        ("[server]\nport = true\n", "[server] port: found True, expected a whole number"),
        ('[answering]\nmode = "rhymed"\n', "[answering] mode: found 'rhymed'"),
        ("[sever]\nport = 1\n", "unknown section(s) sever"),
        ("port: 1\n", "is not valid TOML"),
        ('[documents]\nfolder = "~nobody-of-this-name/x"\n', "[documents] folder: found"),
        ("[index]\nkeep_generations = 0\n", "[index] keep_generations: found 0"),
        ("[embedder]\nbatch = 0\n", "[embedder] batch: found 0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(written(tmp_path, text), {})
    assert said in str(caught.value)


def test_all_wrong_settings_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(written(tmp_path, "[server]\nprot = 1\n[index]\nfoldr = 2\n"), {"DOCENT_WRITER_WAITING": "many"})
    assert all(name in str(caught.value) for name in ("prot", "foldr", "DOCENT_WRITER_WAITING"))


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"missing\.toml is not a file"):
        load_settings(tmp_path / "missing.toml", {})


def test_the_indexer_leaves_the_assistants_sections_alone(tmp_path: Path) -> None:
    file = written(tmp_path, "[server]\nport = 1\n[index]\nkeep_generations = 5\n")
    assert load_indexer_settings(file, {}).index.keep_generations == 5


def test_the_last_rule_that_matches_decides_who_may_read() -> None:
    rules = {"**": ("everyone",), "hr/**": ("hr",), "hr/open/**": ("everyone", "hr")}
    assert groups_of("guide.md", rules) == {"everyone"}
    assert groups_of("hr/pay/bands.xlsx", rules) == {"hr"}
    assert groups_of("hr/open/leave.md", rules) == {"everyone", "hr"}


def test_a_document_without_a_rule_belongs_to_no_group() -> None:
    assert groups_of("secret/plan.md", {"open/**": ("everyone",)}) == frozenset()


def test_a_rule_holds_however_the_accents_of_a_path_are_stored() -> None:
    rules = {"**": ("everyone",), "Vertr\u00e4ge/**": ("hr",)}
    assert groups_of("Vertra\u0308ge/pay.pdf", rules) == {"hr"}


def test_a_choice_of_words_needs_no_quotes_in_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("", encoding="utf-8")
    assert load_settings(file, {"DOCENT_ANSWERING_MODE": "generated"}).answering.mode == "generated"
    with pytest.raises(SettingsInvalid, match="mode"):
        load_settings(file, {"DOCENT_ANSWERING_MODE": "guessed"})


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("practice", "explored = 1.5"),
        ("practice", "test_out_certainty = 0.5"),
        ("practice", "requiz_days = -1"),
        ("mail", 'host = "mail.example.org"'),
        ("mail", "port = 70000"),
        ("mail", "hour = 24"),
    ],
)
def test_what_cannot_be_kept_of_practice_and_mail_is_refused_by_name(tmp_path: Path, section: str, wrong: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[{section}]\n{wrong}\n")
    with pytest.raises(SettingsInvalid, match=section):
        load_settings(file)
