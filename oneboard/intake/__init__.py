"""The doors (入口) for facts: the field's phones, the centre's desks, files, and whatever comes later."""
