-- In which order the events of a reservation arrived: rows of one transaction have the same number, and are in the
-- order of their revisions. A reader who follows a story goes on after those that it has seen, so an event that comes
-- late, as one that was parked does, must not stand among them. Rows from before have none, and come first.
CREATE SEQUENCE story_arrival;
ALTER TABLE story ADD COLUMN arrival bigint;
