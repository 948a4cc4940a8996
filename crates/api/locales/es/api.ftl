# La página en la que una persona deja que una aplicación lea un expediente.

api-title = { $app } quiere leer un expediente médico
api-lead = La aplicación { $app }, de { $publisher }, pide leer un expediente médico. Usted decide.
api-not-ours = { $organization } no hace esta aplicación. Lo que usted comparta lo guardan quienes la hacen, con sus propias reglas. Léalas antes.
api-website = Leer sobre la aplicación
api-whose = ¿El expediente de quién?
api-own = (el suyo)
api-parts = ¿Qué puede ver?
api-parts-hint = El nombre y la fecha de nacimiento siempre se comparten. Quite lo que no quiera compartir.
api-topics = Temas privados
api-topics-hint = La aplicación no los ve, a menos que usted los marque.
api-long = ¿Por cuánto tiempo?
api-once = Solo esta vez: durante una hora.
api-days = { $days ->
    [one] Durante { $days } día
   *[other] Durante { $days } días
}
api-who = La aplicación también sabrá quién es usted: su nombre y un identificador que es solo para esta aplicación. Nunca recibe su contraseña.
api-end = Puede terminarlo cuando quiera, en «Aplicaciones» del expediente. Allí también ve cuándo lo leyó por última vez.
api-then = Diga sí o no, volverá a la aplicación en { $host }.
api-yes = Sí, puede leerlo
api-no = No, no compartir nada
api-nothing-title = No hay ningún expediente que usted pueda compartir
api-nothing-lead = { $app } pide leer un expediente médico. Su cuenta no tiene ninguno que usted pueda dejar leer a aplicaciones.
api-nothing-why = No se compartió nada. Si usted ayuda con el expediente de alguien, pídale que le permita usar aplicaciones con él.
api-back = Volver a { $app }
api-stranger-title = Este enlace no funciona
api-stranger-app = Le envió aquí una aplicación que no conocemos.
api-stranger-closed = La aplicación que le envió aquí no se puede usar. Todavía no la hemos revisado, o se desactivó.
api-stranger-address = La aplicación que le envió aquí pide que le enviemos a una dirección que no se sabe que sea suya.
api-stranger-audience = La aplicación que le envió aquí pide algo para otro sitio web, no para este.
api-stranger-too-long = La aplicación que le envió aquí pide más de lo que podemos leer.
api-stranger-safe = No se compartió nada.
api-stranger-now = Cierre esta página. Si confía en la aplicación, avise a quienes la hacen.
