using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Events;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;

namespace Ledger.ErpExport.Storage;

/// <summary>The standings of one batch and what was decided over them.</summary>
sealed class ErpBatch(ErpStates loaded) : ICommitBatch<ErpMessage, ErpOutcome, ErpStates, ErpChanges>
{
    readonly ErpStates _states = loaded.Copy();
    readonly ErpChanges _changes = new() { At = loaded.AsOf };

    public Decision<ErpOutcome> Decide(ErpMessage message, InboxFinding finding) => message switch
    {
        ErpMessage.Received received => Decide(received, finding),
        ErpMessage.Cut cut => Decide(cut),
        ErpMessage.Moved moved => Decide(moved.Step),
        ErpMessage.Acknowledged acknowledged => Decide(acknowledged.Acknowledgement, finding),
        ErpMessage.Commanded commanded => Decide(commanded),
        ErpMessage.Found found => Decide(found),
        ErpMessage.Closed closed => Decide(closed),
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the export."),
    };

    public ErpChanges Changes(IReadOnlyList<AppendedEvent> appended) => _changes;

    public ErpStates After(ErpStates newlyLoaded, IReadOnlyCollection<string> keys)
    {
        var after = newlyLoaded.Copy();
        after.Take(_states, keys.Contains);
        return after;
    }

    Decision<ErpOutcome> Decide(ErpMessage.Received received, InboxFinding finding)
    {
        switch (finding.Verdict)
        {
            case InboxVerdict.New:
                _changes.Entries.Add(received.Entry);
                return Of(new ErpOutcome(ErpOutcome.Done), []);
            case InboxVerdict.SameMessage or InboxVerdict.SameFact:
                return Of(new ErpOutcome(ErpOutcome.Noop), []);
            default:
                throw new FormatException(
                    $"Entry {received.Entry.EntryId} at position {received.Entry.Position} differs from the entry of that id that came "
                    + $"before ({finding.Prior?.RecordedAt:O}). Posted entries never change.");
        }
    }

    Decision<ErpOutcome> Decide(ErpMessage.Cut cut)
    {
        var target = _states.Target(cut.Target);
        var goesOn = target.CutTo == cut.CutFrom || (target.RunNumber == 0 && cut.CutFrom > target.CutTo);
        if (!goesOn || target.RunNumber + 1 != cut.Run.Number)
        {
            return Refused($"Target {cut.Target} is cut up to {target.CutTo} by run {target.RunNumber} already.");
        }

        foreach (var built in cut.Built.Documents)
        {
            Plan(cut.Target, cut.Run.Number, built, isLater: false);
        }

        _states.Set(target with { RunNumber = cut.Run.Number, CutTo = cut.CutTo });
        _changes.Runs.Add(cut);
        _changes.Excluded.Add((cut.Target, cut.Run.Number, [], cut.Built.ExcludedAccounts));
        var fact = new ErpRunCut
        {
            Id = cut.Run.RunId,
            Target = cut.Target,
            RunId = cut.Run.RunId,
            Number = cut.Run.Number,
            Mode = cut.Run.Mode.Word(),
            CutFrom = cut.CutFrom,
            CutTo = cut.CutTo,
            MappingVersion = cut.MappingVersion,
            Entries = cut.Entries,
            Excluded = cut.Built.Excluded.Count,
            Documents = Named(cut.Built.Documents),
        };
        return Of(new ErpOutcome(ErpOutcome.Done), [Append($"erp-run/{cut.Target}/{cut.Run.Number}", fact)]);
    }

    // What comes to a run later has missed what was sent with the run: for files, it goes by itself.
    void Plan(string target, long runNumber, BuiltDocument built, bool isLater)
    {
        var standing = new DocumentStanding
        {
            Target = target,
            Reference = built.Document.Reference,
            RunNumber = runNumber,
            State = built.Refusal is null ? DocumentState.Planned : DocumentState.Rejected,
            Generation = isLater ? 2 : 1,
            PayloadHash = built.Document.Hash(),
            Date = built.Document.Date,
            Reason = built.Refusal?.Reason,
            Detail = built.Refusal?.Detail,
            DueAt = built.Refusal is null ? loaded.AsOf : null,
            ChangedAt = loaded.AsOf,
        };
        _states.Set(standing);
        _changes.Planned.Add((standing, built));
    }

    Decision<ErpOutcome> Decide(DocumentStep step)
    {
        if (_states.Document(step.Target, step.Reference) is not { } before)
        {
            return Refused($"Target {step.Target} has no document {step.Reference}.");
        }

        if (step.Fence is { } fence && fence != _states.Target(step.Target).Fence)
        {
            return Refused($"Another process sends for {step.Target} now.", before);
        }

        if (before.Version != step.Version || !DocumentMoves.Allows(before.State, step.To))
        {
            return Refused($"{step.Reference} is {before.State.Word()} (version {before.Version}) by now; it cannot become "
                + $"{step.To.Word()} from version {step.Version}.", before);
        }

        return Move(before, step);
    }

    Decision<ErpOutcome> Move(DocumentStanding before, DocumentStep step)
    {
        var after = DocumentSteps.Apply(before, step, loaded.AsOf);
        _states.Set(after);
        _changes.Moved[after.StreamId] = after;
        if (step.Payload is { } rebuilt)
        {
            _changes.Rebuilt.Add((after, rebuilt));
        }

        if (step.Excluded.Count > 0 || step.ExcludedAccounts.Count > 0)
        {
            _changes.Excluded.Add((step.Target, before.RunNumber, step.Excluded, step.ExcludedAccounts));
        }

        foreach (var built in step.Beside)
        {
            Plan(step.Target, before.RunNumber, built, isLater: true);
        }

        return Of(
            new ErpOutcome(ErpOutcome.Done, null, after),
            [Append(after.StreamId, DocumentSteps.FactOf(step, before, after, Named(step.Beside)))]);
    }

    Decision<ErpOutcome> Decide(ErpAcknowledgement said, InboxFinding finding)
    {
        var document = _states.Document(said.Target, said.Reference);
        switch (finding.Verdict)
        {
            case InboxVerdict.SameMessage or InboxVerdict.SameFact:
                var (reason, detail) = AcknowledgementReasons.Split(finding.Prior?.Reason);
                var before = finding.Prior?.Disposition == ErpOutcome.Refused ? ErpOutcome.Refused : ErpOutcome.Noop;
                return Of(new ErpOutcome(before, detail, document) { Reason = reason }, []);
            case not InboxVerdict.New:
                return Of(
                    Acknowledgements.Refused(
                        AcknowledgementReason.AcknowledgementIdReused,
                        $"Acknowledgement {said.AcknowledgementId} said something else before.", document),
                    []);
        }

        return Acknowledgements.StepOf(said, document, out var otherwise) is { } step
            ? Move(document!, step)
            : Of(otherwise, []);
    }

    Decision<ErpOutcome> Decide(ErpMessage.Commanded commanded)
    {
        _changes.Commands.Add(commanded);
        var fact = new ErpTargetCommanded
        {
            Id = commanded.Id,
            Target = commanded.Target,
            Command = commanded.Command.ToString().ToLowerInvariant(),
            Reason = commanded.Reason,
            Actor = commanded.Actor,
        };
        return Of(new ErpOutcome(ErpOutcome.Done), [Append($"erp-target/{commanded.Target}", fact)]);
    }

    Decision<ErpOutcome> Decide(ErpMessage.Found found)
    {
        _changes.Findings.Add(found);
        var fact = new ErpForeignFound
        {
            Id = found.Id,
            Target = found.Target,
            ErpId = found.ErpId,
            Version = found.Version,
            Detail = found.Detail,
            Reason = found.Reason.WireName(),
            Reference = found.Reference?.Value,
            Company = found.Company,
            Date = found.Date,
            Lines = [.. found.Lines.Select(line => new FoundAmount(
                line.Account, line.Side, line.Amount.MinorUnits, line.Amount.Currency))],
        };
        return Of(new ErpOutcome(ErpOutcome.Done), [Append($"erp-target/{found.Target}", fact)]);
    }

    Decision<ErpOutcome> Decide(ErpMessage.Closed closed)
    {
        _changes.Closed.Add(closed);
        var fact = new ErpFindingClosed
        {
            Id = closed.Id,
            Target = closed.Target,
            ErpId = closed.ErpId,
            Reason = closed.Reason,
            Undone = closed.Undone,
            Actor = closed.Actor,
        };
        return Of(new ErpOutcome(ErpOutcome.Done), [Append($"erp-target/{closed.Target}", fact)]);
    }

    StreamAppend Append(string streamId, ErpFact fact) => new(streamId, ErpFacts.ToNewEvent(fact, loaded.AsOf));

    static IReadOnlyList<CutDocument> Named(IReadOnlyList<BuiltDocument> built) =>
        [.. built.Select(one => new CutDocument(one.Document.Reference.Value, one.Document.Hash()))];

    static Decision<ErpOutcome> Refused(string detail, DocumentStanding? standing = null) =>
        Of(new ErpOutcome(ErpOutcome.Refused, detail, standing), []);

    static Decision<ErpOutcome> Of(ErpOutcome outcome, IReadOnlyList<StreamAppend> events) =>
        new(
            outcome, outcome.Disposition,
            outcome is { Reason: { } reason, Detail: { } detail } ? AcknowledgementReasons.Text(reason, detail) : outcome.Detail,
            null, events, []);
}
