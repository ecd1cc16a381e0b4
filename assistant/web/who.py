"""Who a Gradio event comes from. Knows nothing of what they want."""

from typing import TYPE_CHECKING

from assistant.errors import AccessDenied
from assistant.people.person import Person, Role
from assistant.people.sessions import active_person
from assistant.web.assistant import Assistant

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr


def person_of(request: "gr.Request", assistant: Assistant) -> Person:
    """The person whose session this request belongs to, as the account is at this moment.

    Raises:
        AccessDenied: nobody is signed in, the account is disabled, or its password has to be changed first.
    """
    username = request.username
    person = None if username is None else active_person(assistant.accounts, username)
    if person is None or person.must_change_password:
        raise AccessDenied("sign in first")
    return person


def admin_of(request: "gr.Request", assistant: Assistant) -> Person:
    """The same, for what only admins may do.

    Raises:
        AccessDenied: nobody is signed in, or somebody who is no admin.
    """
    person = person_of(request, assistant)
    if person.role is not Role.ADMIN:
        raise AccessDenied("only admins may do this")
    return person


def trainer_of(request: "gr.Request", assistant: Assistant) -> Person:
    """The same, for what trainers and admins may do.

    Raises:
        AccessDenied: nobody is signed in, or an employee.
    """
    person = person_of(request, assistant)
    if person.role is Role.EMPLOYEE:
        raise AccessDenied("only trainers and admins may do this")
    return person
