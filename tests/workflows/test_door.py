"""The door: each command takes effect at most once, and whoever asks learns what became of it (G2, G9, G16)."""

import asyncio

import pytest

from tests.workflows.county import County
from workflows.contracts import CLOCK, LAPSE, NEW_CASE, Codes, Order


def code(standing: object) -> str | None:
    refusal = getattr(standing, "refusal", None)
    return refusal.code if refusal else None


async def test_the_same_command_eight_times_at_once_has_one_effect_and_one_answer(county: County) -> None:
    case = (await county.report()).case
    order = county.order(case, "ReportProgress", "p-safety", text="已停用")

    answers = await asyncio.gather(*(county.door.submit(order) for _ in range(8)))

    assert {(one.refusal, one.first_version, one.last_version) for one in answers} == {(None, 2, 2)}
    assert await county.events(case) == ["HazardReported", "ProgressReported"]


async def test_a_report_sent_eight_times_opens_one_case(county: County) -> None:
    body = (await county.ledger.trail((await county.report()).case))[0]
    assert body.type == "HazardReported"
    order = county.order(
        NEW_CASE, "Report", "p-inspector", channel="inspection", entity="e-1", unit="宏达化工厂", region="城关镇",
        office="o-regulator", description="安全出口锁闭", found_on=f"{body.at:%Y-%m-%d}",
    )  # fmt: skip

    answers = await asyncio.gather(*(county.door.submit(order) for _ in range(8)))

    assert len({one.case for one in answers}) == 1
    assert {(one.refusal, one.first_version, one.last_version) for one in answers} == {(None, 1, 1)}
    opened = [one.case for one in await county.ledger.cases()]
    assert sorted(opened) == sorted({body.stream.removeprefix("case-"), answers[0].case})


async def test_a_command_id_with_another_body_is_refused_and_writes_nothing(county: County) -> None:
    case = (await county.report()).case
    await county.submit(case, "ReportProgress", "p-safety", command_id="once", text="已停用")

    other_text = await county.door.submit(county.order(case, "ReportProgress", "p-safety", "once", text="未停用"))
    other_person = await county.door.submit(county.order(case, "ReportProgress", "p-principal", "once", text="已停用"))
    other_case = (await county.report()).case
    elsewhere = await county.door.submit(county.order(other_case, "ReportProgress", "p-safety", "once", text="已停用"))

    assert {code(other_text), code(other_person), code(elsewhere)} == {Codes.COMMAND_ID_REUSED}
    assert len(await county.versions(case)) == 2
    assert len(await county.versions(other_case)) == 1


async def test_a_refusal_is_an_answer_for_ever(county: County) -> None:
    case = (await county.report()).case
    order = county.order(case, "ApproveClosure", "p-approver", opinion="同意")

    first, again = await county.door.submit(order), await county.door.submit(order)

    assert code(first) is not None
    assert first.refusal == again.refusal
    assert len(await county.versions(case)) == 1
    answer = await county.ledger.answer(order.command_id)
    assert answer is not None
    assert answer.refusal_code == code(first)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"case": "2099-999999"}, Codes.CASE_UNKNOWN),
        ({"case": "../../etc"}, Codes.CASE_UNKNOWN),
        ({"command": "Abolish"}, Codes.COMMAND_UNKNOWN),
        ({"data": {"text": "好", "colour": "red"}}, Codes.COMMAND_MALFORMED),
        ({"data": {}}, Codes.COMMAND_MALFORMED),
        ({"data": {"text": "长" * 40_000}}, Codes.COMMAND_TOO_LARGE),
        ({"command_id": ""}, Codes.COMMAND_ID_MALFORMED),
        ({"command_id": "x" * 300}, Codes.COMMAND_ID_MALFORMED),
        ({"command_id": "有空 格"}, Codes.COMMAND_ID_MALFORMED),
        ({"command_id": "case-2026-000001/lapse/3"}, Codes.COMMAND_ID_MALFORMED),
        ({"command": LAPSE, "data": {"due_at": "2020-01-01T00:00:00Z"}}, Codes.COMMAND_UNKNOWN),
        ({"by": CLOCK}, Codes.COMMAND_UNKNOWN),
        ({"case": NEW_CASE}, Codes.COMMAND_MALFORMED),
        ({"command": "Report"}, Codes.COMMAND_MALFORMED),
        ({"by": "p-nobody"}, "NOT_PERMITTED"),
    ],
)
async def test_bad_input_is_a_stable_code_and_a_sentence_and_no_event(
    county: County, order: dict[str, object], expected: str
) -> None:
    case = (await county.report()).case
    good = county.order(case, "ReportProgress", "p-safety", text="已停用")

    standing = await county.door.submit(Order(**{**good.model_dump(), **order}))  # type: ignore[arg-type]

    assert code(standing) == expected
    assert standing.refusal is not None
    assert any("一" <= letter <= "鿿" for letter in standing.refusal.sentence)
    assert await county.versions(case) == [1]


async def test_a_mistyped_number_starts_no_workflow(county: County) -> None:
    await county.door.submit(county.order("2099-999999", "ReportProgress", "p-safety", text="已停用"))

    assert [one.id async for one in county.client.list_workflows("WorkflowId = 'case-2099-999999'")] == []


async def test_a_command_of_an_ended_case_starts_a_short_run(county: County) -> None:
    case = (await county.report()).case
    await county.submit(case, "Dismiss", "p-inspector", reason="经核查不属实", second="p-second")
    await county.handle(case).result()

    late = await county.door.submit(county.order(case, "ReportProgress", "p-safety", text="已停用"))

    assert late.stage == "dismissed"
    await county.handle(case).result()  # the run that answered has ended too


async def test_an_order_for_another_case_never_enters_the_history(county: County) -> None:
    case = (await county.report()).case
    before = len((await county.handle(case).fetch_history()).events)
    stray = county.order("2026-000009", "ReportProgress", "p-safety", text="已停用")

    with pytest.raises(Exception, match="failed"):
        await county.handle(case).execute_update("submit", stray, id="stray")

    assert len((await county.handle(case).fetch_history()).events) == before


async def test_who_is_told_to_stop_waiting_does_not_go_on(idle_county: tuple[County, str]) -> None:
    """Temporal's client makes a failure of a cancellation: taken for an outage, a drill cut off ran on for ever."""
    county, _ = idle_county
    order = county.order(
        NEW_CASE, "Report", "p-inspector", channel="inspection", entity="e-1", unit="宏达化工厂", region="城关镇",
        office="o-regulator", description="安全出口锁闭", found_on="2026-01-05",
    )  # fmt: skip
    waiting = asyncio.create_task(county.door.submit(order))
    await asyncio.sleep(0.5)
    waiting.cancel()
    await asyncio.wait([waiting], timeout=5)
    assert waiting.cancelled()
