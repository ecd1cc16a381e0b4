"""The fixed set of small tasks."""

import re

import pytest

from finetune.general import TOKENS, accuracy, general_tasks

TASKS = {task.request: task for task in general_tasks()}


def test_there_are_sixty_different_tasks_in_a_fixed_order() -> None:
    assert len(TASKS) == len(general_tasks()) == 60
    assert general_tasks() == general_tasks()


@pytest.mark.parametrize(
    ("request_text", "reply", "done"),
    [
        ("What is seven plus five?", "7 + 5 = 12.", True),
        ("What is seven plus five?", "Twelve", True),
        ("What is seven plus five?", "The answer is 112.", False),
        ("What is 9 minus 4?", "4.5", False),
        ("Which is larger, 17 or 71? Answer with the number.", "71", True),
        ("Which is larger, 17 or 71? Answer with the number.", "17 is larger than 71", False),
        ("What is the opposite of the word 'hot'? Answer with one word.", 'The opposite of "hot" is "cold."', True),
        ("What is the capital of France?", "paris", True),
        ("What is the capital of France?", "Lyon", False),
        ("What is frozen water called?", "It is nice.", False),
        ("Reply with the single word: yes", "Yes.", True),
        ("Reply with the single word: yes", "Yes, of course", False),
        ("Write the word 'office' in capital letters.", "Office", False),
        ("Write the word 'office' in capital letters.", "OFFICE", True),
        ("Count from 1 to 5.", "1, 2, 3, 4, 5", True),
        ("List three fruits, one on each line.", "apple\npear\nplum", True),
        ("List three fruits, one on each line.", "apple, pear, plum", False),
        ("Write a question about the weather. End it with a question mark.", "Will it rain?", True),
        ("Rewrite as a question: 'The shop is open.'", "Is the shop open?", True),
        ("Rewrite as a question: 'The shop is open.'", "The shop is open.", False),
        ("Make this plural: 'one child'", "two children", True),
        ("Translate into English: 'merci'", "Thank you", True),
        ("Say the same in other words: 'The film was very good.'", "The movie was excellent.", True),
        ("Say the same in other words: 'The film was very good.'", "The film was very good.", False),
        ("Complete the sentence: 'The sun rises in the ...'", "east", True),
    ],
)
def test_code_tells_whether_a_task_was_done(request_text: str, reply: str, done: bool) -> None:
    assert TASKS[request_text].done(reply) is done


def test_an_empty_reply_does_nothing() -> None:
    assert sum(accuracy([""] * len(TASKS), general_tasks())) == 0


def test_a_task_is_not_done_by_repeating_it() -> None:
    repeated = {task.request for task in general_tasks() if task.done(task.request)}
    # a request for a sentence about a dog is such a sentence itself
    assert len(repeated) <= 6, repeated


def test_every_pattern_is_a_regular_expression() -> None:
    assert all(re.compile(task.pattern) for task in general_tasks())


def test_a_task_is_put_alone_and_asks_for_little() -> None:
    order = TASKS["What do bees make?"].order()
    assert [message.role for message in order.messages] == ["user"] and order.max_tokens == TOKENS


def test_accuracy_is_one_for_each_task_done() -> None:
    tasks = general_tasks()[:2]
    assert accuracy(["12", "no idea"], tasks) == [1.0, 0.0]
