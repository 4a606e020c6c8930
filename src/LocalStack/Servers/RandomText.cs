using System.Security.Cryptography;

namespace Ledger.LocalStack.Servers;

/// <summary>Passwords and names nobody can guess.</summary>
static class RandomText
{
    /// <summary>Lower-case hexadecimal digits, four bits each.</summary>
    public static string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}
