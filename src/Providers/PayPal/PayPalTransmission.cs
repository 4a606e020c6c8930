using System.Buffers;
using System.Globalization;

namespace Ledger.Providers.PayPal;

/// <summary>The headers that make a signature, read and bounded.</summary>
/// <param name="Id">PayPal's id of the transmission, as it came.</param>
/// <param name="Time">Its time, as it came: the text is what is signed.</param>
/// <param name="SentAt">The same as a moment.</param>
/// <param name="Signature">The signature's bytes.</param>
/// <param name="Certificate">Where the certificate lies; nothing says yet that it may be fetched from there.</param>
sealed record PayPalTransmission(string Id, string Time, DateTimeOffset SentAt, byte[] Signature, string Certificate)
{
    internal const string IdHeader = "paypal-transmission-id";
    internal const string TimeHeader = "paypal-transmission-time";
    internal const string SignatureHeader = "paypal-transmission-sig";
    internal const string CertificateHeader = "paypal-cert-url";
    internal const string AlgorithmHeader = "paypal-auth-algo";

    /// <summary>The only algorithm that PayPal's documents name; the older libraries' SHA-1 and MD5 are not accepted.</summary>
    internal const string Algorithm = "SHA256withRSA";

    /// <summary>PayPal's own bounds are 50, 100 and 500 characters (verify-webhook-signature); these leave room.</summary>
    const int TextCharsMax = 128;

    const int SignatureCharsMax = 1_024;

    static readonly SearchValues<char> InTexts = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+");

    /// <summary>Reads the headers, or says why they cannot be.</summary>
    internal static PayPalTransmission? Read(IReadOnlyDictionary<string, string> headers, out Verification.Refused? refused)
    {
        refused = null;
        var signature = Of(headers, SignatureHeader);
        if (signature.Length == 0)
        {
            refused = new Verification.Refused(RefusalReason.SignatureMissing, $"No {SignatureHeader} header.");
            return null;
        }

        var (id, time) = (Of(headers, IdHeader), Of(headers, TimeHeader));
        var (certificate, algorithm) = (Of(headers, CertificateHeader), Of(headers, AlgorithmHeader));
        var bytes = Decode(signature);
        var sentAt = MomentOf(time);
        var problem = !IsText(id) ? $"{IdHeader} is missing or unfit."
            : sentAt is null ? $"{TimeHeader} is missing or no time."
            : bytes is null ? $"{SignatureHeader} is not base64 of at most {SignatureCharsMax} characters."
            : certificate.Length == 0 ? $"No {CertificateHeader} header."
            : algorithm.Length == 0 ? $"No {AlgorithmHeader} header."
            : null;
        if (problem is not null)
        {
            refused = new Verification.Refused(RefusalReason.SignatureMalformed, problem);
            return null;
        }

        if (!algorithm.Equals(Algorithm, StringComparison.OrdinalIgnoreCase))
        {
            refused = new Verification.Refused(
                RefusalReason.SignatureSchemeNotSupported, $"{AlgorithmHeader} is not {Algorithm}.");
            return null;
        }

        return new PayPalTransmission(id, time, sentAt!.Value, bytes!, certificate);
    }

    static string Of(IReadOnlyDictionary<string, string> headers, string name) => headers.GetValueOrDefault(name)?.Trim() ?? "";

    static bool IsText(string text) => text.Length is > 0 and <= TextCharsMax && text.AsSpan().IndexOfAnyExcept(InTexts) < 0;

    static DateTimeOffset? MomentOf(string text) =>
        IsText(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;

    static byte[]? Decode(string signature)
    {
        if (signature.Length > SignatureCharsMax)
        {
            return null;
        }

        var bytes = new byte[SignatureCharsMax];
        return Convert.TryFromBase64String(signature, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
