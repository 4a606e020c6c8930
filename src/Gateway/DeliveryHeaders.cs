namespace Ledger.Gateway;

/// <summary>The request headers as providers check them.</summary>
static class DeliveryHeaders
{
    /// <summary>All headers, names lower case, several values joined by a comma.</summary>
    public static Dictionary<string, string> All(IHeaderDictionary headers)
    {
        var all = new Dictionary<string, string>(headers.Count);
        foreach (var (name, value) in headers)
        {
            all[name.ToLowerInvariant()] = value.ToString();
        }

        return all;
    }
}
