using Ledger.Intake;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class RefusalTermsTest
{
    /// <summary>What providers build on; a change here changes what they retry (architecture, decision 12).</summary>
    const string Expected = """
        UNKNOWN_PROVIDER 404 Refused
        UNKNOWN_ENDPOINT 404 Refused
        METHOD_NOT_ALLOWED 405 Refused
        RATE_LIMITED 429 Refused
        BODY_TOO_LARGE 413 Refused
        BODY_INCOMPLETE 400 Refused
        SIGNATURE_MISSING 401 Refused
        SIGNATURE_MALFORMED 401 Refused
        SIGNATURE_WRONG 401 Refused
        SIGNATURE_SCHEME_NOT_SUPPORTED 401 Refused
        CERTIFICATE_REFUSED 401 Refused
        CERTIFICATE_UNAVAILABLE 503 Refused
        TIMESTAMP_TOO_OLD 401 Refused
        TIMESTAMP_IN_FUTURE 401 Refused
        BODY_NOT_UTF8 400 Refused
        BODY_NOT_JSON 400 Refused
        BODY_NOT_FORM 400 Refused
        BODY_NOT_XML 400 Refused
        NOT_AN_EVENT 400 Refused
        UNKNOWN_EVENT_TYPE 200 Ignored
        NO_FACT 200 Ignored
        FIELD_MISSING 200 Exception
        UNKNOWN_CURRENCY 200 Exception
        CURRENCY_NOT_CONFIGURED 200 Exception
        AMOUNT_OUT_OF_RANGE 200 Exception
        AMOUNT_DOES_NOT_FIT_CURRENCY 200 Exception
        OCCURRED_AT_IMPLAUSIBLE 200 Exception
        BROKER_UNAVAILABLE 503 Refused
        OVERLOADED 503 Refused
        INTERNAL_FAULT 503 Refused
        """;

    [Fact]
    public void Every_reason_has_its_answer()
    {
        var actual = Enum.GetValues<RefusalReason>().Select(reason =>
            $"{RefusalTerms.WireName(reason)} {RefusalTerms.Of(reason).Status} {RefusalTerms.Of(reason).Outcome}");
        Assert.Equal(Expected.Split('\n').Select(l => l.Trim()), actual);
    }
}
