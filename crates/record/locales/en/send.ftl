# Sending a record: what the recipient reads, and why something could not be sent.

## In the message

# The first words are those of the Blue Button guide; other programs look for them.
send-context = This message was sent by { $organization } at the request of { $patient }.
send-context-caregiver = This message was sent by { $organization } at the request of { $who } for { $patient }.
send-context-office = This message was sent by { $organization } at the request of its records office for { $patient }.
send-subject = Health record, sent at a patient’s request
send-message-from = Message from { $patient }:
send-attached-direct = Attached: the health record as a document for your computer system (CCD, C-CDA 2.1) and as a PDF to read.
send-attached-email = Attached: the health record as a PDF.
send-questions = Questions about this record: { $organization }, { $phone }.
send-email-private = This e-mail was sent without encryption because the patient asked for it. If it is not meant for you, please delete it and tell { $organization }.

## Where a transmission stands

send-state-waiting = Waiting to be sent
send-state-delayed = Not sent yet. We will try again.
send-state-handing-over = Being handed over
send-state-held = On hold. Our staff have to look at it first.
send-state-sent = Sent
send-state-may-have-gone = May have gone out
send-state-failed = Could not be sent

## Why it could not be sent

send-address-not-usable = This is not a complete address. An address looks like name@clinic.example.
send-failed-no-certificate = We found no certificate for this address, so we cannot encrypt your record for it. Please check the address, or ask the recipient whether it is their Direct address.
send-failed-weak-key = The recipient’s certificate has a key that is too short or of a kind that we cannot encrypt for, so we did not send your record. Please tell the recipient that they need an RSA certificate of 2,048 bits or more, or call us.
send-failed-not-trusted = The recipient’s certificate has expired or does not come from an organization that we trust, so we did not send your record. Please ask the recipient, or call us.
send-failed-refused = The recipient’s mail system refused the message. Please check the address, or ask the recipient.
send-failed-unreachable = We tried for several hours and could not reach the mail system. Your record was not sent. Please try again later, or call us.
send-failed-not-allowed = The person who asked for this may no longer send this record, so it was not sent.
send-failed-file = The files for this message could not be made, so it was not sent. Please call us.
send-failed-too-large = The record is too large for one message. Please send a part of it, such as one visit or one year.
send-failed-not-set-up = Sending in this way is not set up here. Please call us.
send-may-have-gone = The connection broke off while the message was being handed over. It may have gone out or not, so we did not send it again. Please ask the recipient before you send it again.
send-delayed-unreachable = The mail system could not be reached. We will try again.
send-delayed-busy = The recipient’s mail system was busy. We will try again.
send-delayed-our-server = Our own mail system has a problem. We will try again.
send-delayed-file = The files for this message could not be made right now. We will try again.
