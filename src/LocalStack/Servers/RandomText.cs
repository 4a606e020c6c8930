using System.Security.Cryptography;

namespace Ledger.LocalStack.Servers;

/// <summary>Passwords and names nobody can guess.</summary>
static class RandomText
{
    /// <summary>Lower-case hexadecimal digits, four bits each.</summary>
    public static string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);

    /// <summary>
    /// A password of 24 letters and digits, none of them twice (about 130 bits): some servers refuse one in which characters come again.
    /// </summary>
    public static string Password()
    {
        var characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".ToCharArray();
        RandomNumberGenerator.Shuffle(characters.AsSpan());
        return new string(characters, 0, 24);
    }
}
