namespace Ledger.Simulation.Audit;

/// <summary>
/// Each fact has exactly one outcome, and it is one that the table of facts allows: whatever the order in which the
/// messages came, the same is posted.
/// </summary>
static class OutcomeAudit
{
    public static IEnumerable<Violation> Find(Books books)
    {
        foreach (var known in books.Facts.Values)
        {
            var allowed = Allowed(known, books.Streams[known.Fact.Stream].ToList());
            if (known.Outcome is not { } outcome)
            {
                var all = string.Join(", ", known.Written.Select(written => $"{written.Row.Type} {written.Reason}"));
                yield return new("one-outcome", $"{known.Fact.Name} has not one outcome but: {all}");
            }
            else if (!allowed.Contains(outcome))
            {
                yield return new("outcome-expected", $"{known.Fact.Content} is {outcome}; expected {string.Join(" or ", allowed)}");
            }
        }

        foreach (var stream in books.Streams)
        {
            foreach (var violation in Together([.. stream]))
            {
                yield return violation;
            }
        }

        foreach (var violation in Contradictions(books))
        {
            yield return violation;
        }
    }

    static string[] Allowed(KnownFact known, List<KnownFact> stream)
    {
        var fact = known.Fact;
        if (fact.Variant == "mystery-fee")
        {
            return ["exception UNMAPPED_CLASS"];
        }

        if (EntryTable.IsNotice(fact))
        {
            return ["noted"];
        }

        if (fact.Class == "fx-converted" && stream.Exists(undo => EntryTable.Undoes(undo.Fact, fact)))
        {
            return ["posted", "noop"]; // Undone with its capture, or told after that.
        }

        if (known.Contents.TrueForAll(content => !content.Complete))
        {
            return [Covered(known, stream) ? "noop" : "held"];
        }

        var content = known.Contents.Find(content => content.Complete)!;
        if (EntryTable.Needs(fact) && !stream.Exists(other => EntryTable.ComesBefore(other.Fact, fact) && MayStand(other, stream)))
        {
            return ["held"];
        }

        var wrong = Wrong(content, stream);
        var undone = stream.Exists(undo => EntryTable.Undoes(undo.Fact, fact));
        return fact.Effect switch
        {
            "auth-created" => ["noted", "noop"],
            "auth-voided" or "auth-expired" => IsLate(stream) ? ["noted", "noop", "exception LATE_CAPTURE"] : ["noted", "noop"],
            "payment-failed" => ["noted"],
            "settlement-confirmed" when content.Gross == content.Fee => undone ? ["noted", "noop"] : ["noted"],
            "capture-failed" or "refund-failed" => stream.Exists(other => EntryTable.Undoes(fact, other.Fact)) ? ["posted", "noted"] : ["noted"],
            "capture-succeeded" when IsLate(stream) => ["posted", "exception LATE_CAPTURE"],
            "chargeback-won" or "chargeback-lost" when wrong is null && HasBothEnds(stream) =>
                ["posted", "exception DISPUTE_OUTCOME_CONTRADICTED"],
            _ when wrong is not null => undone ? [$"exception {wrong}", "noop"] : [$"exception {wrong}"],
            "refund-posted" when !undone && Refunds(stream).Sum(Gross) > Captures(stream).Sum(Gross) => ["posted", "held"],
            _ => undone ? ["posted", "noop"] : ["posted"],
        };
    }

    /// <summary>What is wrong with the amounts, by the requirements; null when nothing is.</summary>
    static string? Wrong(Stories.Fact fact, List<KnownFact> stream)
    {
        var before = stream.Find(other => EntryTable.ComesBefore(other.Fact, fact))?.Fact;
        return fact switch
        {
            { Effect: "capture-failed" or "refund-failed" or "payout-failed" or "auth-voided" or "auth-expired" } => null,
            { Gross: null } => "AMOUNT_MISSING",
            { Gross: <= 0 } => "AMOUNT_NOT_POSITIVE",
            { Class: "refund-posted" } when before!.Currency != fact.Currency => "CURRENCY_MISMATCH",
            { Class: "chargeback-won" or "chargeback-lost" } when fact.Gross > before!.Gross => "DISPUTE_AMOUNT_EXCEEDED",
            { Class: "payout-paid" } when fact.Gross != before!.Gross => "PAYOUT_AMOUNT_DIFFERS",
            _ => null,
        };
    }

    /// <summary>Rules about facts that cannot all be posted.</summary>
    static IEnumerable<Violation> Together(List<KnownFact> stream)
    {
        if (IsLate(stream) && stream.Count(known => known.Outcome == "exception LATE_CAPTURE") != 1)
        {
            yield return new("late-capture-is-told-once", $"{stream[0].Fact.Stream}: {Show(stream)}");
        }

        if (HasBothEnds(stream) && Ends(stream).Count(known => known.IsPosted) != 1 && Ends(stream).All(known => known.Outcome != "held")
            && Ends(stream).All(known => Wrong(known.Fact, stream) is null))
        {
            yield return new("a-dispute-ends-once", $"{stream[0].Fact.Stream}: {Show(stream)}");
        }

        var standing = Refunds(stream).Where(refund => refund.IsPosted && !stream.Exists(undo => undo.IsPosted && EntryTable.Undoes(undo.Fact, refund.Fact)));
        var left = Captures(stream).Where(capture => capture.IsPosted).Sum(Gross) - standing.Sum(Gross);
        if (left < 0)
        {
            yield return new("no-more-refunded-than-captured", $"{stream[0].Fact.Stream} is {-left} over: {Show(stream)}");
        }

        foreach (var refund in Refunds(stream).Where(refund => refund.Outcome == "held" && Gross(refund) > 0 && Gross(refund) <= left))
        {
            yield return new("nothing-is-held-for-ever", $"{refund.Fact.Content} is held although {left} are left");
        }
    }

    /// <summary>What contradicts a known message or fact is told once, and only that is told.</summary>
    static IEnumerable<Violation> Contradictions(Books books)
    {
        foreach (var known in books.Facts.Values)
        {
            // By two messages one content can contradict twice: a known message, and a known fact.
            var told = known.Written.Where(written => written.Contradiction).ToList();
            var contents = told.Select(written => written.Fingerprint).Distinct(StringComparer.Ordinal).Count();
            var expected = Math.Max(0, known.Contents.Count(content => content.Complete) - 1);
            if (contents != expected || told.DistinctBy(written => (written.Reason, written.Fingerprint)).Count() != told.Count)
            {
                yield return new("contradictions-are-told-once", $"{known.Fact.Name} has {known.Contents.Count} contents; {told.Count} were told");
            }
        }
    }

    /// <summary>True when the payment was captured after its authorization had ended.</summary>
    static bool IsLate(List<KnownFact> stream) =>
        stream.Exists(end => end.Fact.Class is "auth-voided" or "auth-expired"
            && stream.Exists(capture => capture.Is("capture-succeeded") && capture.Fact.At > end.Fact.At));

    static bool HasBothEnds(List<KnownFact> stream) => Ends(stream).Count() == 2;

    static IEnumerable<KnownFact> Ends(List<KnownFact> stream) =>
        stream.Where(known => known.Fact.Class is "chargeback-won" or "chargeback-lost");

    static IEnumerable<KnownFact> Captures(List<KnownFact> stream) => stream.Where(known => known.Is("capture-succeeded"));

    /// <summary>Refunds with their amounts, in the payment's currency.</summary>
    static IEnumerable<KnownFact> Refunds(List<KnownFact> stream) => stream.Where(known => known.Is("refund-posted")
        && known.Contents.Exists(content => content.Complete)
        && Captures(stream).All(capture => capture.Fact.Currency == known.Fact.Currency));

    static bool Covered(KnownFact known, List<KnownFact> stream) =>
        known.Fact.RunningTotal is { } total && Refunds(stream).Where(refund => refund.IsPosted).Sum(Gross) >= total;

    /// <summary>It can be there to build on: nothing takes it back, and nothing is wrong with it.</summary>
    static bool MayStand(KnownFact known, List<KnownFact> stream) =>
        !stream.Exists(undo => EntryTable.Undoes(undo.Fact, known.Fact) && undo.Fact.Effect == "capture-failed")
        && Wrong(known.Fact, stream) is null
        && (!EntryTable.Needs(known.Fact)
            || stream.Exists(other => EntryTable.ComesBefore(other.Fact, known.Fact) && MayStand(other, stream)));

    static long Gross(KnownFact known) => known.Contents.Find(content => content.Complete)?.Gross ?? 0;

    static string Show(List<KnownFact> stream) => string.Join("; ", stream.Select(known => $"{known.Fact.Name} {known.Outcome}"));
}
