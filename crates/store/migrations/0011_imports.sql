-- A large file comes in as several pieces, each with a report of its own, and is one line of the list: further pieces
-- name the import of the first. What a program brings that does not know of it stands for itself.
alter table import_report add column part_of text;
create index import_report_file on import_report (at, import_id) where part_of is null;
create index import_report_piece on import_report (part_of) where part_of is not null;
