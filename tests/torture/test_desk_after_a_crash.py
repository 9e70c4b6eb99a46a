"""A desk goes on by itself when the database went away under it and came back."""

import psycopg
from django.db import close_old_connections

from oneboard.foundation.ids import new_id
from tests.house import House
from tests.stores import named

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
)


def open_incident(house: House) -> int:
    close_old_connections()  # a server does it after each request; Django's test client does not
    return house.say("officer", "/incidents", incident=new_id(1), title="演练", sort="exercise").status


def test_commands_are_taken_again_after_every_connection_was_lost(house: House) -> None:
    assert open_incident(house) == 200
    if url := house.settings.database_url:
        with psycopg.connect(named("postgres"), autocommit=True) as connection:
            connection.execute(OTHERS, [url.rpartition("/")[2]])
    assert 200 in [open_incident(house) for _ in range(4)]
    assert open_incident(house) == 200
