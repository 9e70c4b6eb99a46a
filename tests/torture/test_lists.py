"""What was not recorded is on the list of the phone that sent it."""

from oneboard.foundation.ids import new_id
from tests.house import House


def test_an_entry_that_names_another_device_is_on_its_senders_list(house: House) -> None:
    entry = house.household("li", "g1") | {"device": new_id(1)}
    [answer] = house.phone("li", [entry]).body["entries"]
    assert (answer["outcome"], answer["reason"]) == ("quarantined", "device.other")
    assert [kept["entry"] for kept in house.pull("li").body["kept"]] == [entry["id"]]
