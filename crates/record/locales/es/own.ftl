# Lo que escriben los pacientes, y lo que acompaña a un dato que dicen que está mal.
fact-written-by = Escrito por
own-by-patient = { $name }, paciente. Ninguna clínica lo ha revisado.
own-by-helper = { $helper }, por { $name }. Ninguna clínica lo ha revisado.
own-by-representative = Alguien que representa legalmente a { $name }. Ninguna clínica lo ha revisado.
own-by-office = La oficina que guarda el expediente.

fact-statement = Sobre este dato
fact-asked = El paciente pidió
fact-answered = La oficina respondió
fact-disagrees = El paciente no está de acuerdo
fact-rebuts = La oficina responde
kind-correction = Corrección
kind-disagreement = Desacuerdo
kind-rebuttal = Respuesta a un desacuerdo
