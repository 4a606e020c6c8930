using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Confirming;

/// <summary>Which of the documents under one reference count, and what it means when there are several. Pure.</summary>
static class Copies
{
    /// <summary>
    /// What counts of what was found: the posted ones; or else the one that was known, or the first, so that it can be said what became
    /// of it. None when nothing is there, or it is still worked on.
    /// </summary>
    /// <param name="found">What the ERP has under the reference.</param>
    /// <param name="erpId">The ERP's id of the document as far as it is known; null when it is not.</param>
    public static IReadOnlyList<ErpDocument> Counting(FindResult found, string? erpId) => found switch
    {
        FindResult.Posted { Document: var one } => [one],
        FindResult.Draft { Document: var one } => [one],
        FindResult.Multiple { Documents: var several } =>
            several.Where(one => one.State == ErpDocumentState.Posted).OrderBy(one => one.ErpId.Length)
                .ThenBy(one => one.ErpId, StringComparer.Ordinal).ToList() is { Count: > 0 } posted
                    ? posted
                    : [several.FirstOrDefault(one => one.ErpId == erpId) ?? several[0]],
        _ => [],
    };

    /// <summary>There are several. All are named, in one order, so that the same state of things is told in the same words.</summary>
    public static ErpRefusal Several(IReadOnlyList<ErpDocument> counting) => new(
        ErpReason.Duplicate,
        $"The ERP has {counting.Count} documents of it: {string.Join(", ", counting.Select(one => one.Number ?? one.ErpId))}.");

    /// <summary>There is one, and it is not the one that was posted.</summary>
    public static ErpRefusal Stranger(ErpDocument there, string known) => new(
        ErpReason.Duplicate, $"The ERP has {there.Number ?? there.ErpId} for it, and {known} was posted.");
}
