### Quién puede ver un expediente: dar acceso y terminarlo.

people-title = Personas
people-just-ended = El acceso terminó. Desde este momento, esa persona ya no puede abrir su expediente.
people-lead = { $count ->
    [0] Nadie más que usted puede abrir su expediente aquí.
    [one] Además de usted, una persona puede ver su expediente.
   *[other] Además de usted, { $count } personas pueden ver su expediente.
}
people-let-in = Dar acceso a alguien
people-inside = Personas con acceso
people-invited = Con invitación, todavía sin acceso
people-invited-text = Tienen un código de usted y no lo han usado. Un código sirve durante dos semanas.
people-at-the-office = Esperan a nuestra oficina, aún sin acceso
people-at-the-office-text = Nuestra oficina les da su código, después de comprobar quiénes son. Aún no han usado ninguno.
people-past = Accesos anteriores
people-until = Hasta el { $date }.
people-no-end = Hasta que usted lo termine.
people-since = Tiene acceso desde el { $date }.
people-ended = El acceso terminó el { $date }.
people-ran-out = El acceso venció el { $date }.
people-end = Terminar el acceso
people-withdraw = Anular el código
people-own-title = Cuentas que abren este expediente como propio
people-own-lead = Si no conoce alguna de ellas, termine su acceso y llámenos.
people-own-since = { $name }, conectada el { $date }
people-own-you = Esta es la cuenta que usted está usando.
people-own-waits = Esta cuenta espera su confirmación. No abre nada hasta que usted la confirme.
people-own-confirm = Confirmar esta cuenta
people-own-end = Terminar el acceso de esta cuenta
people-own-confirmed = Confirmada. Esa cuenta ya puede abrir el expediente.
people-own-ended = Terminado. Esa cuenta ya no puede abrir el expediente.
people-office-title = ¿Quién más tiene su expediente?
people-office-text = Las personas que le atienden en { $organization } lo tienen en sus propios sistemas. Todos los que lo abren aquí aparecen en la página Actividad.
people-see-activity = Ver quién lo ha consultado
people-change = Cambiar
people-see = Ver lo que ve { $name }
people-would-see = Ver lo que vería { $name }
people-changed = El cambio está hecho. Vale desde este momento.
people-hidden = Guardado. Vale desde este momento.
people-undo = Deshacer este cambio
people-undone = El cambio se deshizo. Todo está como antes.
people-give-back = Devolver el acceso
people-given-back = Esa persona tiene acceso otra vez, como antes.
people-wrong-title = ¿Algo anda mal?
people-wrong-text = Usted puede terminar el acceso de todos a la vez. Las personas que le atienden conservan el suyo.
people-stop-all = Terminar todos los accesos
people-all-ended = Todos los accesos terminaron. Desde este momento, nadie a quien usted dio acceso puede abrir su expediente.
held-sees = Ve
held-everything = Todo el expediente.
held-topics = Temas delicados
held-topics-hidden = Ocultos: { $topics }.
held-topics-shown = Visibles: { $topics }.
held-topics-open = Todos visibles.
held-hidden = También oculto
held-hidden-text = { $count ->
    [one] Un dato o una consulta que usted eligió.
   *[other] { $count } datos o consultas que usted eligió.
}
held-may = Puede hacer
held-when = Cuándo
held-from = Desde el { $from } hasta que usted lo termine.
held-from-until = Desde el { $from } hasta el { $until }.
rights-may = Puede { $what }.
rights-nothing = No puede ver nada.
rights-and = { $first } y { $last }
rights-view = ver el expediente
rights-download = descargarlo
rights-transmit = enviarlo a médicos
rights-apps = permitir que lo lean aplicaciones
rights-manage = dar acceso a otras personas
rights-sections = Solo estas partes: { $sections }.
rights-some-hidden = Algunos datos no se le muestran.

let-in-title = Dar acceso a alguien
let-in-lead = Esa persona tendrá su propia cuenta, y usted verá cada vez que mire su expediente. Puede terminarlo cuando quiera.
let-in-name = Nombre de la persona
let-in-name-hint = Como usted quiere verlo en su lista.
let-in-name-needed = Escriba el nombre de la persona.
let-in-which = ¿Qué puede ver?
let-in-which-needed = Elija lo que puede ver.
let-in-which-all = Todo su expediente
let-in-which-medicines = Solo sus medicinas
let-in-which-some = Solo algunas partes
let-in-parts = ¿Qué partes?
let-in-parts-needed = Elija por lo menos una parte, o todo su expediente.
let-in-topics = Temas delicados que también puede ver
let-in-topics-hint = Estos temas quedan ocultos para los demás, a menos que usted los elija aquí. Los reconocemos por los códigos de cada dato; para estar seguro, mire lo que ve esa persona.
let-in-rights = ¿Qué más puede hacer, además de ver?
let-in-rights-hint = No elija nada si solo debe ver.
let-in-download = Descargar
let-in-download-hint = Puede llevarse una copia de lo que ve. La copia se queda con esa persona, aun después de que usted termine su acceso.
let-in-transmit = Enviar
let-in-transmit-hint = Puede enviar lo que ve a un médico por usted.
let-in-apps = Usar aplicaciones
let-in-apps-hint = Puede permitir que aplicaciones de otras empresas lean lo que ve aquí.
let-in-manage = Dar acceso a otros
let-in-manage-hint = Puede dar acceso a otras personas, que no ven más de lo que ve ella misma.
let-in-days = Solo por ciertos días
let-in-from = ¿Desde cuándo?
let-in-from-hint = El primer día. Déjelo vacío si debe empezar ahora mismo.
let-in-from-wrong = Elija un día, o déjelo vacío.
let-in-until-before = El último día es anterior al primero. Cambie uno de los dos.
let-in-until = ¿Hasta cuándo?
let-in-until-hint = El último día. Déjelo vacío si debe durar hasta que usted lo termine.
let-in-until-wrong = Elija un día a partir de hoy, o déjelo vacío.
let-in-go = Crear un código
let-in-code-title = Un código para { $name }
let-in-code-lead = Dele este código a { $name }. Se muestra solamente ahora.
let-in-at-office = Nuestra oficina le entrega el código a { $name } en persona. Pídale que venga con una identificación.
let-in-code-label = Código
let-in-code-until = Sirve una sola vez, hasta el { $date }.
let-in-next-title = Qué hace esa persona con el código
let-in-next-1 = Va a { $address } y elige "Tengo un código de invitación".
let-in-next-2 = Escribe el código y la fecha de nacimiento de usted. Por eso, dé los dos solo a la persona indicada.
let-in-next-3 = Crea su propia cuenta, con una llave de acceso o una contraseña. Entonces podrá ver su expediente.
let-in-back = Ya se lo di

end-title = ¿Terminar el acceso de { $name }?
end-lead = { $name } ya no podrá abrir su expediente desde el momento en que usted presione el botón.
end-kept = Lo que ya descargó o envió se queda con esa persona. Más adelante puede darle acceso otra vez, con un código nuevo.
end-go = Terminar el acceso de { $name }

change-title = Lo que { $name } puede ver y hacer
change-lead = Lo que usted cambie vale desde el momento en que lo guarde. No se le avisa a esa persona.
change-go = Guardar
change-hidden-title = Ocultos uno por uno

hide-title = Ocultar «{ $title }» a alguien
hide-nobody = Nadie más que usted tiene acceso a su expediente, así que no hay a quién ocultarle esto.
hide-lead = Elija a quién se le oculta. Desaparece de sus listas, números, búsquedas y copias, y no se le avisa.
hide-lead-visit = Elija a quién se le oculta esta consulta, con todo lo que le pertenece. Desaparece de sus listas, números, búsquedas y copias, y no se le avisa.
hide-from = Ocultarlo a
hide-documents = Desde ese momento tampoco puede abrir documentos completos, porque un documento puede hablar de ello.
hide-go = Guardar
hide-show-again = Mostrarlo otra vez
hide-whole-visit = La consulta y todo lo que le pertenece
hide-not-there = Un dato que ya no está en el expediente
hide-link = Ocultar esto a alguien

stop-title = ¿Terminar todos los accesos?
stop-lead = Estas personas ya no podrán abrir su expediente desde el momento en que usted presione el botón.
stop-go = Terminar todos los accesos
