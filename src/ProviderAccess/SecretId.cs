using System.Security.Cryptography;
using System.Text;

namespace Ledger.ProviderAccess;

/// <summary>Tells secrets apart without telling them: the first 8 hex digits of the SHA-256 of a secret.</summary>
public static class SecretId
{
    const int Digits = 8;

    /// <summary>The id of a secret.</summary>
    public static string Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..Digits];
}
