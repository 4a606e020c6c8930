using System.Text;

namespace Ledger.Providers.Braintree;

/// <summary>The posted form: <c>bt_signature</c> and <c>bt_payload</c>, each once; other fields are passed over.</summary>
/// <param name="Signature">Pairs of public key and signature; empty when the form has none.</param>
/// <param name="Payload">The base64 as it was signed, line feeds included.</param>
sealed record BraintreeForm(string Signature, byte[] Payload)
{
    const int LineChars = 60; // As Ruby folds base64, in which Braintree signs it.

    /// <summary>Reads a form; null when it has no payload, or a field twice.</summary>
    internal static BraintreeForm? Read(ReadOnlySpan<byte> body)
    {
        byte[]? signature = null;
        byte[]? payload = null;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var field = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            var equals = field.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            var name = field[..equals];
            var value = field[(equals + 1)..];
            if ((name.SequenceEqual("bt_signature"u8) && !TryTake(value, ref signature))
                || (name.SequenceEqual("bt_payload"u8) && !TryTake(value, ref payload)))
            {
                return null;
            }
        }

        return payload is null ? null : new BraintreeForm(Encoding.Latin1.GetString(signature ?? []), payload);
    }

    /// <summary>The form that Braintree would post.</summary>
    internal static byte[] Post(ReadOnlySpan<byte> xml, BraintreeKeys keys)
    {
        var payload = Fold(Convert.ToBase64String(xml));
        var signature = $"{keys.Public}|{keys.Sign(Encoding.ASCII.GetBytes(payload))}";
        return Encoding.ASCII.GetBytes(
            $"bt_signature={Uri.EscapeDataString(signature)}&bt_payload={Uri.EscapeDataString(payload)}");
    }

    static string Fold(string base64)
    {
        var folded = new StringBuilder(base64.Length + base64.Length / LineChars + 1);
        for (var at = 0; at < base64.Length; at += LineChars)
        {
            folded.Append(base64.AsSpan(at, Math.Min(LineChars, base64.Length - at))).Append('\n');
        }

        return folded.ToString();
    }

    static bool TryTake(ReadOnlySpan<byte> value, ref byte[]? field)
    {
        var isFirst = field is null;
        field = Decode(value);
        return isFirst && field is not null;
    }

    /// <summary>Undoes percent encoding; null when a percent sign has no two hex digits.</summary>
    static byte[]? Decode(ReadOnlySpan<byte> value)
    {
        var decoded = new byte[value.Length];
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] != '%')
            {
                decoded[length++] = value[at] == '+' ? (byte)' ' : value[at];
            }
            else if (at + 2 < value.Length && char.IsAsciiHexDigit((char)value[at + 1]) && char.IsAsciiHexDigit((char)value[at + 2]))
            {
                decoded[length++] = (byte)(Digit(value[at + 1]) * 16 + Digit(value[at + 2]));
                at += 2;
            }
            else
            {
                return null;
            }
        }

        return decoded[..length];
    }

    static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
