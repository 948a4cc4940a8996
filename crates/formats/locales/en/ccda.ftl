# Words of a document for a doctor's computer system (C-CDA).

ccda-title = Health record summary
ccda-column-date = Date
ccda-column-what = What
ccda-column-value = Value
ccda-column-status = Status
ccda-column-details = Details
ccda-usual-range = usual range: { $range }
ccda-section-family = Family history
ccda-section-equipment = Devices
ccda-section-goals = Goals
ccda-nothing = The record holds nothing in this section.
ccda-left-out = { $count ->
    [one] One entry of this section was not asked for and is not in this document.
   *[other] { $count } entries of this section were not asked for and are not in this document.
  }
