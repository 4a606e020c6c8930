using System.Runtime.InteropServices;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Storage;

/// <summary>The standings that decisions are made over.</summary>
sealed class ErpStates(DateTimeOffset asOf)
{
    const string TargetPrefix = "target:";
    const string DocumentPrefix = "document:";

    readonly Dictionary<string, TargetStanding> _targets = new(StringComparer.Ordinal);
    readonly Dictionary<string, DocumentStanding> _documents = new(StringComparer.Ordinal);

    /// <summary>When they were loaded.</summary>
    public DateTimeOffset AsOf => asOf;

    public static string KeyOf(string target) => TargetPrefix + target;

    public static string KeyOf(string target, DocumentReference reference) => $"{DocumentPrefix}{target}/{reference}";

    /// <summary>Names of the targets among keys.</summary>
    public static IEnumerable<string> Targets(IEnumerable<string> keys) => keys
        .Where(key => key.StartsWith(TargetPrefix, StringComparison.Ordinal)).Select(key => key[TargetPrefix.Length..]);

    /// <summary>Targets and references of the documents among keys.</summary>
    public static IEnumerable<(string Target, string Reference)> Documents(IEnumerable<string> keys) => keys
        .Where(key => key.StartsWith(DocumentPrefix, StringComparison.Ordinal))
        .Select(key => key[DocumentPrefix.Length..].Split('/')).Select(parts => (parts[0], parts[1]));

    public TargetStanding Target(string target) => _targets.GetValueOrDefault(target, new TargetStanding(target, 0, 0, 0));

    public DocumentStanding? Document(string target, DocumentReference reference) =>
        _documents.GetValueOrDefault(KeyOf(target, reference));

    public void Set(TargetStanding standing) => _targets[standing.Target] = standing;

    public void Set(DocumentStanding standing) => _documents[KeyOf(standing.Target, standing.Reference)] = standing;

    /// <summary>The same, to be changed without changing these.</summary>
    public ErpStates Copy()
    {
        var copy = new ErpStates(asOf);
        copy.Take(this, _ => true);
        return copy;
    }

    /// <summary>Takes what another has of some keys.</summary>
    public void Take(ErpStates other, Func<string, bool> wanted)
    {
        foreach (var standing in other._targets.Values.Where(standing => wanted(KeyOf(standing.Target))))
        {
            Set(standing);
        }

        foreach (var (key, standing) in other._documents.Where(pair => wanted(pair.Key)))
        {
            _documents[key] = standing;
        }
    }
}

/// <summary>Where a target's export stands.</summary>
/// <param name="Target">Its name.</param>
/// <param name="RunNumber">Its last run; 0 before the first.</param>
/// <param name="CutTo">Last position that is cut.</param>
/// <param name="Fence">Rises with every change of the sender.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct TargetStanding(string Target, long RunNumber, long CutTo, long Fence);
