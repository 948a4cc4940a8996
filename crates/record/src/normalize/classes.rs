//! Which types belong to a patient, and where they say so.
//!
//! Standard: <https://hl7.org/fhir/R4/compartmentdefinition-patient.html>

/// Where resources of a type belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// In a patient's record.
    Record,
    /// In the directory: it is about no patient.
    Directory,
    /// In the record of the one patient whose resources refer to it, else in the directory.
    Either,
}

/// Where resources of that type belong. A type we do not know is a patient's until it names none.
pub fn class(kind: &str) -> Class {
    if DIRECTORY.binary_search(&kind).is_ok() {
        Class::Directory
    } else if matches!(
        kind,
        "Medication" | "Substance" | "Device" | "DeviceMetric" | "BiologicallyDerivedProduct"
    ) {
        Class::Either
    } else {
        Class::Record
    }
}

/// Members that say whose a resource is, whatever else it names.
pub(super) fn names_its_patient(member: &str) -> bool {
    matches!(
        member,
        "subject" | "patient" | "beneficiary" | "candidate" | "individual" | "for" | "deliverTo"
    )
}

/// Members through which a resource of that type is in a patient's compartment when it names no
/// subject, as (member, member within it).
pub(super) fn other_ways(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "Appointment" => &[("participant", "actor")],
        "AppointmentResponse" => &[("actor", "")],
        "AuditEvent" => &[("agent", "who"), ("entity", "what")],
        "Basic" | "DocumentManifest" | "DocumentReference" | "QuestionnaireResponse" => {
            &[("author", ""), ("recipient", ""), ("source", "")]
        }
        "Claim" | "ExplanationOfBenefit" => &[("payee", "party")],
        "Communication" | "CommunicationRequest" => {
            &[("recipient", ""), ("sender", ""), ("requester", "")]
        }
        "Composition" => &[("author", ""), ("attester", "party")],
        "Coverage" => &[("subscriber", ""), ("policyHolder", ""), ("payor", "")],
        "Group" => &[("member", "entity")],
        "Invoice" => &[("recipient", "")],
        "List" => &[("source", "")],
        "MedicationDispense" => &[("receiver", "")],
        "MedicationAdministration" | "Procedure" => &[("performer", "actor")],
        "Observation" | "ServiceRequest" | "DeviceRequest" => &[("performer", "")],
        "Person" => &[("link", "target")],
        "Provenance" => &[("target", "")],
        "RequestGroup" => &[("action", "participant")],
        _ => &[],
    }
}

/// Sorted, for binary search.
const DIRECTORY: &[&str] = &[
    "ActivityDefinition",
    "CapabilityStatement",
    "CatalogEntry",
    "ChargeItemDefinition",
    "CodeSystem",
    "CompartmentDefinition",
    "ConceptMap",
    "DeviceDefinition",
    "EffectEvidenceSynthesis",
    "Endpoint",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "GraphDefinition",
    "HealthcareService",
    "ImplementationGuide",
    "InsurancePlan",
    "Library",
    "Location",
    "Measure",
    "MedicationKnowledge",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "NamingSystem",
    "ObservationDefinition",
    "OperationDefinition",
    "Organization",
    "OrganizationAffiliation",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Questionnaire",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "Slot",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_list_is_sorted_for_its_search() {
        assert!(DIRECTORY.is_sorted());
        assert_eq!(class("Practitioner"), Class::Directory);
        assert_eq!(class("Medication"), Class::Either);
        assert_eq!(class("Observation"), Class::Record);
    }
}
