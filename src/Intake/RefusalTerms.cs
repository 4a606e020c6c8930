using System.Collections.Frozen;
using System.Text;
using Ledger.Providers;

namespace Ledger.Intake;

/// <summary>How each reason is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Outcome">Kind of answer.</param>
/// <param name="Title">The reason in words.</param>
public sealed record RefusalTerms(int Status, Outcome Outcome, string Title)
{
    static readonly FrozenDictionary<RefusalReason, string> WireNames =
        Enum.GetValues<RefusalReason>().ToFrozenDictionary(r => r, r => UpperSnake(r.ToString()));

    /// <summary>Terms of a reason.</summary>
    public static RefusalTerms Of(RefusalReason reason) => reason switch
    {
        RefusalReason.UnknownProvider => Refused(404, "Unknown provider"),
        RefusalReason.UnknownEndpoint => Refused(404, "Unknown endpoint"),
        RefusalReason.MethodNotAllowed => Refused(405, "Method not allowed"),
        RefusalReason.RateLimited => Refused(429, "Too many requests"),
        RefusalReason.BodyTooLarge => Refused(413, "Body too large"),
        RefusalReason.BodyIncomplete => Refused(400, "Body incomplete"),
        RefusalReason.SignatureMissing => Refused(401, "Signature missing"),
        RefusalReason.SignatureMalformed => Refused(401, "Signature malformed"),
        RefusalReason.SignatureWrong => Refused(401, "Signature wrong"),
        RefusalReason.SignatureSchemeNotSupported => Refused(401, "Signature scheme not supported"),
        RefusalReason.CertificateRefused => Refused(401, "Certificate refused"),
        RefusalReason.CertificateUnavailable => Refused(503, "Certificate unavailable"),
        RefusalReason.TimestampTooOld => Refused(401, "Signed too long ago"),
        RefusalReason.TimestampInFuture => Refused(401, "Signed in the future"),
        RefusalReason.BodyNotUtf8 => Refused(400, "Body is not UTF-8"),
        RefusalReason.BodyNotJson => Refused(400, "Body is not JSON"),
        RefusalReason.BodyNotForm => Refused(400, "Body is not a form"),
        RefusalReason.BodyNotXml => Refused(400, "Body is not XML"),
        RefusalReason.NotAnEvent => Refused(400, "Body is not an event"),
        RefusalReason.UnknownEventType => new(200, Outcome.Ignored, "Unknown event type"),
        RefusalReason.NoFact => new(200, Outcome.Ignored, "Nothing to post"),
        RefusalReason.FieldMissing => Exception("Field missing"),
        RefusalReason.UnknownCurrency => Exception("Unknown currency"),
        RefusalReason.CurrencyNotConfigured => Exception("Currency not configured"),
        RefusalReason.AmountOutOfRange => Exception("Amount out of range"),
        RefusalReason.AmountDoesNotFitCurrency => Exception("Amount does not fit its currency"),
        RefusalReason.OccurredAtImplausible => Exception("Implausible time"),
        RefusalReason.BrokerUnavailable => Refused(503, "Broker unavailable"),
        RefusalReason.Overloaded => Refused(503, "Too much at once"),
        RefusalReason.InternalFault => Refused(503, "Fault in the gateway"),
    };

    /// <summary>The reason on the wire, such as <c>SIGNATURE_WRONG</c>.</summary>
    public static string WireName(RefusalReason reason) => WireNames[reason];

    static RefusalTerms Refused(int status, string title) => new(status, Outcome.Refused, title);

    static RefusalTerms Exception(string title) => new(200, Outcome.Exception, title);

    static string UpperSnake(string name)
    {
        var wire = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && wire.Length > 0)
            {
                wire.Append('_');
            }

            wire.Append(char.ToUpperInvariant(letter));
        }

        return wire.ToString();
    }
}
