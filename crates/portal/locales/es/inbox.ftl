### El buzón de la clínica de la demostración.

inbox-title = El buzón del hospital
inbox-lead = Aquí llegan los expedientes de la demostración: es el sistema del hospital al que se envían. No es parte del portal.
inbox-none = Todavía no ha llegado nada. Inicie sesión en el portal, abra un expediente y elija Enviar.
inbox-reload = Cargue esta página otra vez para ver lo que haya llegado.
inbox-no-subject = Sin asunto
inbox-from = De
inbox-to = Para
inbox-at = Llegó
inbox-way = Cómo llegó
inbox-way-direct = Direct: firmado y cifrado
inbox-way-email = Correo electrónico común
inbox-signed = Firmado por
inbox-trusted = confiamos en el certificado
inbox-not-trusted = no confiamos en el certificado
inbox-problem = Hay un problema con este mensaje:
inbox-text = Mensaje
inbox-files = Archivos
inbox-no-files = No llegó con archivos.
inbox-original = Guardar el mensaje como llegó
