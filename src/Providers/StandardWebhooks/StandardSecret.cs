namespace Ledger.Providers.StandardWebhooks;

/// <summary>A secret of Standard Webhooks: <c>whsec_</c> and the key in base64; the prefix and the padding may be missing.</summary>
static class StandardSecret
{
    const string Prefix = "whsec_";

    /// <summary>The key; null when it is empty or no base64, so that it never fits.</summary>
    internal static byte[]? Read(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var key = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, key, out var length) && length > 0 ? key[..length] : null;
    }
}
