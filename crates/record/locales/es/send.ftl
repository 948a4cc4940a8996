# Enviar un expediente: lo que lee el destinatario, y por qué algo no se pudo enviar.

## En el mensaje

send-context = { $organization } envió este mensaje a petición de { $patient }.
send-context-caregiver = { $organization } envió este mensaje a petición de { $who } en nombre de { $patient }.
send-context-office = { $organization } envió este mensaje a petición de su oficina de expedientes en nombre de { $patient }.
send-subject = Expediente médico enviado a petición de un paciente
send-message-from = Mensaje de { $patient }:
send-attached-direct = Se adjunta el expediente médico como documento para su sistema informático (CCD, C-CDA 2.1) y como PDF para leer.
send-attached-email = Se adjunta el expediente médico en PDF.
send-questions = Si tiene preguntas sobre este expediente: { $organization }, { $phone }.
send-email-private = Este correo se envió sin cifrar porque el paciente así lo pidió. Si no es para usted, bórrelo y avise a { $organization }.

## Where a transmission stands

send-state-waiting = En espera de envío
send-state-delayed = Todavía no se ha enviado. Lo intentaremos de nuevo.
send-state-handing-over = Se está entregando
send-state-held = En pausa. Nuestro personal tiene que revisarlo antes.
send-state-sent = Enviado
send-state-may-have-gone = Tal vez se envió
send-state-failed = No se pudo enviar

## Why it could not be sent

send-address-not-usable = La dirección está incompleta. Una dirección es como nombre@clinica.example.
send-failed-no-certificate = No encontramos ningún certificado para esta dirección, así que no podemos cifrar su expediente para ella. Revise la dirección o pregunte al destinatario si es su dirección Direct.
send-failed-weak-key = El certificado del destinatario tiene una clave demasiado corta o de un tipo con el que no podemos cifrar, así que no enviamos su expediente. Diga al destinatario que necesita un certificado RSA de 2,048 bits o más, o llámenos.
send-failed-not-trusted = El certificado del destinatario está vencido o no proviene de una organización en la que confiamos, así que no enviamos su expediente. Pregunte al destinatario o llámenos.
send-failed-refused = El sistema de correo del destinatario rechazó el mensaje. Revise la dirección o pregunte al destinatario.
send-failed-unreachable = Lo intentamos durante varias horas y no pudimos comunicarnos con el sistema de correo. Su expediente no se envió. Inténtelo más tarde o llámenos.
send-failed-not-allowed = La persona que lo pidió ya no tiene permiso para enviar este expediente, así que no se envió.
send-failed-file = No se pudieron crear los archivos de este mensaje, así que no se envió. Llámenos, por favor.
send-failed-too-large = El expediente es demasiado grande para un solo mensaje. Envíe una parte, por ejemplo una consulta o un año.
send-failed-not-set-up = Aquí no está disponible esta forma de envío. Llámenos, por favor.
send-may-have-gone = La conexión se cortó mientras se entregaba el mensaje. Es posible que haya salido o no, así que no lo enviamos otra vez. Pregunte al destinatario antes de enviarlo de nuevo.
send-delayed-unreachable = No pudimos comunicarnos con el sistema de correo. Lo intentaremos de nuevo.
send-delayed-busy = El sistema de correo del destinatario estaba ocupado. Lo intentaremos de nuevo.
send-delayed-our-server = Nuestro sistema de correo tiene un problema. Lo intentaremos de nuevo.
send-delayed-file = En este momento no se pudieron crear los archivos de este mensaje. Lo intentaremos de nuevo.
