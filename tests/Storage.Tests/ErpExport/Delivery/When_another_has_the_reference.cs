using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.Storage.Tests.ErpExport.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Delivery;

/// <summary>What is found under a reference and says something else: ours and changed, or somebody else's (design C3).</summary>
public sealed class When_another_has_the_reference
{
    [Theory]
    [InlineData(null, 1, DocumentState.Mismatch)]
    [InlineData("ada", 1, DocumentState.Rejected)]
    [InlineData(null, 0, DocumentState.Rejected)]
    public void It_counts_as_ours_only_when_our_own_sending_is_what_is_unknown(string? changedBy, int attempt, DocumentState expected)
    {
        using var files = new RunFiles("csv");
        var document = files.Document(7, 1);
        var target = new ErpTarget { Name = "books", Kind = "csv", Prefix = "LDG", MappingPath = "none.yaml" };
        var kept = new KeptDocument(
            new DocumentStanding
            {
                Target = target.Name,
                Reference = document.Reference,
                RunNumber = 7,
                State = DocumentState.Unknown,
                PayloadHash = document.Hash(),
                Date = document.Date,
                Attempt = attempt,
                ChangedBy = changedBy,
            },
            document);
        var there = new ErpDocument
        {
            ErpId = "17",
            Reference = document.Reference.Value,
            State = ErpDocumentState.Deleted,
            Date = document.Date,
            Lines = [],
            Version = "1",
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };

        var steps = new StepWriter(target, null!, null!, null!, TimeProvider.System, NullLogger.Instance);
        var step = steps.After(kept, new FindResult.Posted(there), files.NewAdapter().Capabilities)!;

        Assert.Equal((expected, "17"), (step.To, step.ErpId));
    }
}
