// Validates FHIR R4 JSON files of a folder; prints each error, exit code 1 if there is one.
// Code systems that are not shipped (LOINC, SNOMED CT …) can't be looked up: that is a warning.

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

class Fhir {
    public static void main(String[] arguments) throws Exception {
        var context = FhirContext.forR4();
        var rules = new FhirInstanceValidator(new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new CommonCodeSystemsTerminologyService(context)));
        // Extensions and profiles of others are not at hand, and none of them is wrong for that.
        rules.setAnyExtensionsAllowed(true);
        rules.setErrorForUnknownProfiles(false);
        var validator = context.newValidator().registerValidatorModule(rules);
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
            files = all.sorted().toList();
        }
        int errors = 0;
        for (Path file : files) {
            for (var message : validator.validateWithResult(Files.readString(file)).getMessages()) {
                if (message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0) {
                    errors++;
                    System.out.println(file.getFileName() + " " + message.getLocationString()
                        + ": " + message.getMessage());
                }
            }
        }
        System.out.println(files.size() + " files, " + errors + " errors");
        System.exit(errors > 0 || files.isEmpty() ? 1 : 0);
    }
}
