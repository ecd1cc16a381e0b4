"""What the tokens of Java sources are, by the parser."""

import pytest

from finetune.java_tokens import JavaUnreadable, Tag, lines, tagged, words

LETTER = {"keyword": Tag.KEYWORD, "function": Tag.FUNCTION, "variable": Tag.VARIABLE}


def tags(source: str, name: str) -> list[str]:
    """The tags of every place where a name stands."""
    return [token.tag.value for token in tagged(source) if token.text == name]


def inside(body: str, fields: str = "") -> str:
    return f"class Shop {{ {fields} void sell(int count) {{ {body} }} }}"


def test_keywords_basic_types_and_modifiers_are_keywords() -> None:
    source = "public final class A { static int x; }"
    assert {token.text for token in tagged(source) if token.tag is Tag.KEYWORD} == {"public", "final", "class", "static", "int"}


def test_types_literals_and_marks_are_other() -> None:
    source = 'class A { String name = "x"; boolean b = true; Object o = null; }'
    other = {token.text for token in tagged(source) if token.tag is Tag.OTHER}
    assert {"A", "String", '"x"', "true", "Object", "null", "=", ";"} <= other


def test_declared_methods_and_constructors_are_functions() -> None:
    source = "class Shop { Shop() {} void open() {} } @interface Marked { int order() default 1; }"
    assert [tags(source, name) for name in ("Shop", "open", "order")] == [["other", "function"], ["function"], ["function"]]


@pytest.mark.parametrize("call", ["go();", "this.go();", "a.go();", "super.go();", "a.b().go();", "new A().go();"])
def test_called_methods_are_functions(call: str) -> None:
    assert tags(inside(call), "go") == ["function"]


def test_a_call_with_type_arguments_is_found_although_the_tree_loses_its_name() -> None:
    source = inside("java.util.List.<String>of(count);")
    assert (tags(source, "of"), tags(source, "List"), tags(source, "util")) == (["function"], ["other"], ["other"])


def test_fields_parameters_and_local_variables_are_variables() -> None:
    source = inside("int left = stock - count; left++;", "int stock, sold[];")
    assert [tags(source, name) for name in ("stock", "sold", "count", "left")] == [
        ["variable"] * 2, ["variable"], ["variable"] * 2, ["variable"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "for (int v : all) use(v);",
        "try { } catch (Exception v) { use(v); }",
        "try (Reader v = open()) { use(v); }",
        "run(v -> v + 1);",
        "run((v, w) -> v);",
        "int v[] = {1}; v[0] = 2;",
        "if (o instanceof A) return; int v = (int) o; use(v);",
    ],
)
def test_every_way_to_declare_a_variable_is_known(body: str) -> None:
    assert tags(inside(body), "v") == ["variable"] * 2


def test_enum_constants_are_variables_also_as_cases() -> None:
    source = "enum Colour { RED; int code(Colour c) { switch (c) { case RED: return 1; } return 0; } }"
    assert tags(source, "RED") == ["variable", "variable"]


def test_method_references_name_a_function_of_a_type_or_of_a_variable() -> None:
    source = inside("each(System.out::println); map(String::valueOf); map(item::name); map(Shop::new);", "Item item;")
    assert (tags(source, "println"), tags(source, "valueOf"), tags(source, "name")) == (
        ["function"],
        ["function"],
        ["function"],
    )
    assert (tags(source, "String"), tags(source, "item")) == (["other"], ["variable", "variable"])
    assert tags(source, "new") == ["keyword"]


@pytest.mark.parametrize(
    ("expression", "name", "tag"),
    [
        ("System.out.println();", "System", "other"),
        ("System.out.println();", "out", "variable"),
        ("java.util.Arrays.sort(x);", "java", "other"),
        ("Outer.Inner.go();", "Inner", "other"),
        ("Outer.LIMIT.go();", "LIMIT", "variable"),
        ("inherited.go();", "inherited", "variable"),
        ("MAX_SIZE.go();", "MAX_SIZE", "variable"),
        ("URI.create();", "URI", "other"),
        ("count.left.go();", "left", "variable"),
    ],
)
def test_the_parts_of_a_qualified_name_are_decided_as_the_language_does(expression: str, name: str, tag: str) -> None:
    assert tags(inside(expression), name) == [tag]


def test_a_variable_of_the_file_goes_before_a_type_of_that_name() -> None:
    assert tags(inside("Total.add(1);", "Sum Total;"), "Total") == ["variable", "variable"]


def test_packages_imports_annotations_and_labels_are_other() -> None:
    source = 'package a.b; import c.d.E; @Named(key = "k") class F { void go() { top: while (true) break top; } }'
    assert [tags(source, name) for name in ("b", "d", "Named", "key")] == [["other"]] * 4
    assert tags(source, "top") == ["other", "other"]


def test_places_count_from_one_and_comments_are_left_out() -> None:
    token = tagged("// a comment\nclass  A { }")[1]
    assert (token.text, token.line, token.column) == ("A", 2, 8)


def test_the_tokens_of_a_line_come_together() -> None:
    assert [[token.text for token in line] for line in lines(tagged("class A {\n\nint x;\n}"))] == [
        ["class", "A", "{"], ["int", "x", ";"], ["}"],
    ]  # fmt: skip


def test_words_are_split_without_a_complete_source() -> None:
    assert words("total += count(items); // add") == ["total", "+=", "count", "(", "items", ")", ";"]


@pytest.mark.parametrize("source", ["class A { void go( }", "class", 'class A { String s = """\n x"""; }'])
def test_what_the_parser_does_not_read_is_a_problem_with_its_place(source: str) -> None:
    with pytest.raises(JavaUnreadable):
        tagged(source)


def test_what_came_after_java_8_is_named_as_the_likely_reason() -> None:
    with pytest.raises(JavaUnreadable, match="version 8"):
        tagged("record Point(int x, int y) { }")


def test_text_that_is_no_java_is_a_problem() -> None:
    with pytest.raises(JavaUnreadable, match="not Java"):
        words("a # b")
