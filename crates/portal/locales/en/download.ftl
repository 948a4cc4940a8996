### Choosing a part of the record, and downloading it.

download-title = Download your health record
download-title-to-you = Download a health record
download-lead = Choose what you want and a file type. The file is made now and is yours to keep.
download-what = How much?
download-format = Choose a file type
download-summary = What will be in the file
download-summary-note = The file itself begins with a list of what is in it and what is not.
download-count = Count again with my choices
download-safe-title = Keep the file in a safe place
download-safe = Anyone who can open the file can read it. On a computer that others use, delete it when you are done, from the trash too.

format-pdf = A printable copy (PDF)
format-pdf-for = To read, print or bring to a visit.
format-html = Web page
format-html-for = One file that opens in any browser, on a phone too, without the internet.
format-text = Plain text
format-text-for = Opens everywhere, also with a screen reader or in an old program.
format-ccda = For a doctor's computer system (C-CDA)
format-ccda-for = Another clinic or hospital can read it into its own records.
format-fhir = For an app (FHIR)
format-fhir-for = Health apps and programs can read it. It has every detail that we hold.
format-ndjson = For a program, line by line (NDJSON)
format-ndjson-for = The same details as the file for an app. Good for very long records.
format-summary = One page to hand over (PDF)
format-summary-for = For a doctor or hospital that does not know you, with a card for your wallet.

choice-everything = Everything
choice-everything-hint = The whole record, all dates.
choice-part = A part of it
choice-part-hint = Certain days, certain pages, or both.
choice-days-hint = For one day, give the same day twice. Leave a date open to have no limit on that side.
choice-sections = Which pages?
choice-sections-hint = If you choose none, all of them come along.
choice-visit = One visit
choice-visit-hint = What was done, found and written at that visit.
choice-which-visit = Which visit?
choice-choose-visit = Choose a visit
choice-no-visit = Please choose a visit from the list.
choice-nothing = Please give a day or choose at least one page. If you want all of it, choose "Everything".
choice-total = { $count ->
    [0] no entries
    [one] 1 entry
   *[other] { $count } entries
}
choice-undated = Entries without a date come along too, so that nothing is lost.
choice-words-everything = The whole record
choice-words-visit = One visit
