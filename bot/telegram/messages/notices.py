"""What the bot says besides replies: welcome, help, privacy, status, errors and short notices, as messages.

Pure. Knows the sentences and the errors, nothing of when they are said.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import strings, telegram_strings
from bot.i18n.error_strings import describe
from bot.i18n.phrases import Language, Phrase
from bot.presentation.formatting import harmless
from bot.telegram.messages.callbacks import ForgetMe, SendAgain, encode
from bot.telegram.messages.composing import Composition
from bot.telegram.messages.message import Button, Message
from retrieval import BelegError, NotFoundError, QuestionError

SECONDS_OF_MINUTE = 60
MINUTES_OF_HOUR = 60
HOURS_OF_DAY = 24
GAP = "\n"


@dataclass(frozen=True, slots=True)
class Status:
    """How a bot is doing; what it has answered is counted since it started, votes as long as they are kept.

    ``chat_id`` is the number of the chat that is asking, which a group is allowed by.
    """

    version: str
    uptime_seconds: float
    documents: int
    paragraphs: int
    skipped: int
    answered: int
    abstained: int
    waiting: int
    votes_up: int
    votes_down: int
    chat_id: int


def notice(phrase: Phrase, language: Language, **values: object) -> Message:
    """One of our own sentences that needs nothing more; values are numbers or our own words."""
    return Message(phrase.say(language, **values))


def welcome_message(documents: int, language: Language) -> Message:
    """The answer to ``/start``."""
    known = telegram_strings.WELCOME.say(language, documents=strings.DOCUMENTS.say(language, documents))
    return Message(f"{known}\n\n{telegram_strings.WELCOME_HELP.say(language)}")


def help_message(username: str, language: Language, *, for_administrator: bool = False) -> Message:
    """How to ask, in private and in groups, and the commands.

    Parameters
    ----------
    username
        The bot's own, without ``@``.
    language
        The language of the person.
    for_administrator
        Whether to name the commands of administrators too.

    Returns
    -------
    Message
        Fits into one part.
    """
    paragraphs = [
        telegram_strings.HELP_ASKING.say(language),
        telegram_strings.HELP_FOLLOW_UPS.say(language),
        telegram_strings.HELP_GROUPS.say(language, username=username),
    ]
    commands = telegram_strings.COMMANDS | (telegram_strings.ADMINISTRATOR_COMMANDS if for_administrator else {})
    listed = [telegram_strings.HELP_COMMANDS.say(language)] + [
        telegram_strings.HELP_COMMAND.say(language, command=name, meaning=meaning.say(language))
        for name, meaning in commands.items()
    ]
    return Message("\n\n".join([*paragraphs, "\n".join(listed)]))


def privacy_message(language: Language, *, keep_days: int | None = None) -> Message:
    """What is stored and for how long, with the button that deletes it."""
    sentences = [telegram_strings.PRIVACY.say(language)]
    if keep_days is not None:
        sentences.append(telegram_strings.PRIVACY_DAYS.say(language, keep_days))
    sentences.append(telegram_strings.PRIVACY_FORGET.say(language))
    button = Button(telegram_strings.FORGET_BUTTON.say(language), encode(ForgetMe()))
    return Message(" ".join(sentences), buttons=((button,),))


def perhaps_lost_message(reply_id: int, language: Language) -> Message:
    """That a reply may not have arrived, with the button that sends it again."""
    button = Button(telegram_strings.SEND_AGAIN_BUTTON.say(language), encode(SendAgain(reply_id)))
    return Message(telegram_strings.PERHAPS_NOT_ARRIVED.say(language), buttons=((button,),))


def unknown_command_message(command: str, language: Language, *, similar: str = "") -> Message:
    """That there is no such command, and which one may have been meant; both with their slash."""
    phrase = strings.SIMILAR_COMMAND if similar else strings.UNKNOWN_COMMAND
    return _with_code(phrase.say(language, command=GAP, similar=similar), command)


def stranger_message(number: int, language: Language, *, closed: bool = False) -> Message:
    """The one line for who is not on the list, with the number to put there.

    Parameters
    ----------
    number
        Of the person, or of the chat.
    language
        The language of the person.
    closed
        Whether nobody is on the list.

    Returns
    -------
    Message
        What is to be copied is set as code.
    """
    if closed:
        return _with_code(telegram_strings.CLOSED.say(language, setting=GAP), f"BELEG_TELEGRAM_ALLOWED={number}")
    return _with_code(telegram_strings.STRANGER.say(language, number=GAP), str(number))


def error_message(
    error: BelegError, language: Language, *, reference: str = "", for_administrator: bool = False
) -> Message:
    """What prevented an answer.

    A person's own mistake is explained. What is wrong with the index or the model is explained to administrators:
    it names paths, and nobody else can do anything about it.

    Parameters
    ----------
    error
        What was raised.
    language
        The language of the person.
    reference
        Under which the log has the details.
    for_administrator
        Whether to explain everything.

    Returns
    -------
    Message
        What happened and what to do.
    """
    if not for_administrator and not isinstance(error, QuestionError | NotFoundError):
        return _with_code(telegram_strings.UNAVAILABLE.say(language, reference=GAP), reference)
    spoken = describe(error, language, in_chat=True)
    composition = Composition()
    for line in (*spoken.lines, spoken.hint):
        if line:
            composition.text(f"{harmless(line)}\n", commands=telegram_strings.COMMANDS)
    return composition.message()


def fault_message(reference: str, language: Language) -> Message:
    """That something went wrong which nobody foresaw, and the reference under which the log has it."""
    return _with_code(telegram_strings.FAULT.say(language, reference=GAP), reference)


def status_message(status: Status, language: Language) -> Message:
    """How the bot is doing, for administrators."""
    minutes = int(status.uptime_seconds // SECONDS_OF_MINUTE)
    hours, minutes = divmod(minutes, MINUTES_OF_HOUR)
    days, hours = divmod(hours, HOURS_OF_DAY)
    lines = [
        telegram_strings.STATUS.say(
            language,
            version=status.version,
            uptime=telegram_strings.UPTIME.say(language, days=days, hours=hours, minutes=minutes),
        ),
        telegram_strings.STATUS_INDEX.say(
            language,
            documents=strings.DOCUMENTS.say(language, status.documents),
            paragraphs=strings.PARAGRAPHS.say(language, status.paragraphs),
            skipped=status.skipped,
        ),
        telegram_strings.STATUS_REPLIES.say(
            language, answered=status.answered, abstained=status.abstained, waiting=status.waiting
        ),
        telegram_strings.STATUS_VOTES.say(language, up=status.votes_up, down=status.votes_down),
        telegram_strings.STATUS_CHAT.say(language, number=status.chat_id),
    ]
    return Message("\n".join(lines))


def _with_code(sentence: str, code: str) -> Message:
    """A sentence of ours with something to copy, or of unknown content, in its gap."""
    before, _, behind = sentence.partition(GAP)
    composition = Composition()
    composition.say(before)
    composition.name(code)
    composition.say(behind)
    return composition.message()
