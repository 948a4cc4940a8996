# Words that only the printed record (PDF) has.

pdf-what = What it is
pdf-attachment = The same record for computers (FHIR)
pdf-attached = The same record for computers is attached to this PDF: { $names }
pdf-unprintable = Some characters cannot be printed here; □ stands for each of them. They are in the attached file.
pdf-empty = Parts with nothing in them
pdf-older = This paper holds the newest { $shown } entries. { $older ->
    [one] 1 older one is in the attached file only.
   *[other] { $older } older ones are in the attached file only.
}
pdf-cut-here = … This entry goes on in the attached file.
pdf-cut = Some entries are too long for paper and are shortened here. They are whole in the attached file.
