"""Each number of the ratings page opens the dossiers it counts."""

from tinhso.dossiers import services
from tinhso.dossiers.testing import World, browser_of, returned


def test_each_number_of_the_ratings_opens_its_dossiers(world: World) -> None:
    rated, other = returned(world), returned(world)
    services.rate(uid=rated.uid, actor=world.citizen, scores={"time": 5, "attitude": 4})
    services.rate(uid=other.uid, actor=world.citizen, scores={"attitude": 1})
    returned(world)
    leader = browser_of(world.here.leader)

    page = leader.get("/lam-viec/danh-gia/")

    def behind(url: str) -> set[str]:
        return {shown.row.code for shown in leader.get(url).context["rows"]}

    answered = {line.url: line.answered for line in page.context["lines"] if line.answered}
    assert sorted(answered.values()) == [1, 2]
    assert {url: len(behind(url)) for url in answered} == answered
    assert behind(page.context["rated_url"]) == {rated.code, other.code}
    assert behind(page.context["satisfied_url"]) == {rated.code}
    assert behind("/lam-viec/ho-so/?tinh-hinh=unsatisfied") == {other.code}
