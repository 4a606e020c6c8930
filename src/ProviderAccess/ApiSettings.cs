using System.Text.Json;
using Ledger.Providers;
using Ledger.Providers.Api;

namespace Ledger.ProviderAccess;

/// <summary>
/// Access to an account's API in the secrets file: <c>"api":{"url":…,"key":…,"ratePerSecond":20}</c>, with the secrets that the provider's
/// API asks for by name.
/// </summary>
static class ApiSettings
{
    const int RateMax = 1_000;
    const int TimeoutMax = 120;
    const int DeadlineMax = 10_080;
    const int SecretLengthMin = 8;

    /// <summary>Reads one; null when it cannot be used, with a sentence for each fault.</summary>
    internal static ApiAccess? Read(IPaymentProvider provider, JsonElement value, string path, List<string> errors)
    {
        if (provider.Api is not { } api)
        {
            errors.Add($"{path}: {provider.Name} has no API that facts could be confirmed by.");
            return null;
        }

        var access = new ApiAccess { Url = api.Address, Credentials = new Dictionary<string, string>() };
        var credentials = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, inner) in SecretsFile.Members(value, path, errors))
        {
            access = part switch
            {
                "url" => access with { Url = Address(inner, $"{path}.url", errors) },
                "ratePerSecond" => access with { RatePerSecond = SecretsFile.Number(inner, $"{path}.{part}", 1, RateMax, errors) },
                "timeoutSeconds" => access with { TimeoutSeconds = SecretsFile.Number(inner, $"{path}.{part}", 1, TimeoutMax, errors) },
                "deadlineMinutes" => access with { DeadlineMinutes = SecretsFile.Number(inner, $"{path}.{part}", 1, DeadlineMax, errors) },
                _ when api.Credentials.Contains(part) => Keep(access, credentials, part, inner),
                _ => Unknown(access, $"{path}.{part}", errors),
            };
        }

        errors.AddRange(api.Credentials
            .Where(name => credentials.GetValueOrDefault(name) is not { } secret
                || secret.Length < SecretLengthMin || secret.Any(char.IsWhiteSpace))
            .Select(name => $"{path}.{name}: must be text of at least {SecretLengthMin} characters without blanks."));
        return access with { Credentials = credentials };
    }

    /// <summary>Secrets go over TLS, except to this machine, where a simulator may stand.</summary>
    static Uri Address(JsonElement value, string path, List<string> errors)
    {
        if (Uri.TryCreate(SecretsFile.Text(value).TrimEnd('/'), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        errors.Add($"{path}: must be an address with https, or with http on this machine.");
        return new Uri("https://unset");
    }

    static ApiAccess Keep(ApiAccess access, Dictionary<string, string> credentials, string name, JsonElement value)
    {
        credentials[name] = SecretsFile.Text(value);
        return access;
    }

    static ApiAccess Unknown(ApiAccess access, string path, List<string> errors)
    {
        errors.Add($"{path}: no such setting.");
        return access;
    }
}
