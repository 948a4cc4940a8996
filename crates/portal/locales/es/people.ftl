### Quién puede ver un expediente: dar acceso y terminarlo.

people-title = Personas
people-just-ended = El acceso terminó. Desde este momento, esa persona ya no puede abrir su expediente.
people-lead = { $count ->
    [0] Nadie más que usted puede abrir su expediente aquí.
    [one] Además de usted, una persona puede ver su expediente.
   *[other] Además de usted, { $count } personas pueden ver su expediente.
}
people-let-in = Dar acceso a alguien
people-inside = Quién tiene acceso
people-invited = Con invitación, todavía sin acceso
people-invited-text = Tienen un código de usted y no lo han usado. Un código sirve durante dos semanas.
people-past = Quién tuvo acceso
people-until = Hasta el { $date }.
people-no-end = Hasta que usted lo termine.
people-since = Con acceso desde el { $date }.
people-ended = Usted lo terminó el { $date }.
people-ran-out = Se venció el { $date }.
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
rights-may = Puede { $what }.
rights-nothing = No puede ver nada.
rights-and = { $first } y { $last }
rights-view = ver su expediente
rights-download = descargarlo
rights-transmit = enviarlo por usted
rights-manage = dar acceso a otras personas
rights-sections = Solo estas partes: { $sections }.
rights-some-hidden = Algunos datos no se le muestran.

let-in-title = Dar acceso a alguien
let-in-lead = Esa persona tendrá su propia cuenta, y usted verá cada vez que mire su expediente. Puede terminarlo cuando quiera.
let-in-name = Nombre de la persona
let-in-name-hint = Como usted quiere verlo en su lista.
let-in-name-needed = Escriba el nombre de la persona.
let-in-rights = ¿Qué puede hacer?
let-in-rights-needed = Elija lo que puede hacer.
let-in-view = Solo ver
let-in-view-hint = Puede leer aquí todo su expediente.
let-in-all = Ver, descargar y enviar
let-in-all-hint = También puede llevarse una copia y enviarla a un médico por usted.
let-in-until = ¿Hasta cuándo?
let-in-until-hint = El último día. Déjelo vacío si debe durar hasta que usted lo termine.
let-in-until-wrong = Elija un día a partir de hoy, o déjelo vacío.
let-in-go = Crear un código
let-in-code-title = Un código para { $name }
let-in-code-lead = Dele este código a { $name }. Se muestra solamente ahora.
let-in-code-label = Código
let-in-code-until = Sirve una sola vez, hasta el { $date }.
let-in-next-title = Qué hace esa persona con el código
let-in-next-1 = Va a { $address } y elige "Tengo un código de invitación".
let-in-next-2 = Escribe el código y la fecha de nacimiento de usted. Por eso, dé los dos solo a la persona indicada.
let-in-next-3 = Elige su propio nombre de usuario y su contraseña. Entonces podrá ver su expediente.
let-in-back = Ya se lo di

end-title = ¿Terminar el acceso de { $name }?
end-lead = { $name } ya no podrá abrir su expediente desde el momento en que usted presione el botón.
end-kept = Lo que ya descargó o envió se queda con esa persona. Más adelante puede darle acceso otra vez, con un código nuevo.
end-go = Terminar el acceso de { $name }
