using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>Decides what the shop commands; a refusal appends nothing.</summary>
static class CommandDecider
{
    const long UnitsMost = 1_000_000_000;
    const long CostMost = 1_000_000_000_000_000;

    public static StockDecision Decide(StockStates states, ShopCommand command, StockPolicy policy) => command.Command switch
    {
        SupplyMissing supply => HeldEvents.Supply(states, command, supply, policy),
        DiscardEvent discard => HeldEvents.Discard(states, command, discard, policy),
        SettlePayment settle => Settlements.Told(states, command, settle, policy),
        CloseCase close => Close(states, command, close, policy),
        RequestCorrection request => Corrections.Request(states, command, request.Correction, policy),
        ApproveCorrection approve => Corrections.Approve(states, command, approve, policy),
        var other => Move(states, command, other, policy),
    };

    /// <summary>Why a command is not taken at all, so that not even its bytes are kept; null when it is.</summary>
    public static StockVerdict? Barred(ShopCommand command) => CardScreen.NameWithCard(command) is { } name
        ? StockVerdict.Refused(
            StockReason.CardNumberGiven, $"The {name} holds what looks like a card number; the command is not taken and not kept.")
        : null;

    /// <summary>Writes what a command that moves stock has moved.</summary>
    static StockDecision Move(StockStates states, ShopCommand command, StockCommand what, StockPolicy policy)
    {
        var draft = states.Draft();
        var movements = new Movements(draft);
        var (refusal, fact) = what switch
        {
            ExpectStock expect => Goods.Expect(expect, movements),
            ReceiveStock receive => Goods.Receive(receive, movements),
            AdjustStock adjust => Goods.Adjust(adjust, movements, policy),
            TransferStock transfer => Goods.Transfer(transfer, movements, policy),
            SetStockTerms terms => Goods.SetTerms(terms, movements),
            ReserveStock reserve => Carts.Reserve(reserve, movements, policy),
            ReleaseStock release => Carts.Release(release, movements, policy),
            CommitStock commit => Captures.ByHand(commit, movements),
            ShipStock ship => Shipments.Ship(ship, movements),
            ReturnStock back => Shipments.Return(back, movements),
            GradeStock grade => Shipments.Grade(grade, movements),
            _ => throw new FormatException($"{what.GetType().Name} is not a command of this build."),
        };
        return refusal is not null ? Refused(states, refusal)
            : movements.Made.Count > 0 ? Written(draft, command, policy, fact! with { Movements = movements.Made })
            : Written(draft, command, policy, NothingMoved(fact!));
    }

    /// <summary>A cart that holds the same as before, only for longer.</summary>
    static StockNoted NothingMoved(StockMoved fact) => new()
    {
        Disposition = Disposition.Noted,
        Reason = StockReason.AlreadyReserved.WireName(),
        OrderRef = fact.OrderRef,
        Lines = fact.Lines,
        ReservedUntil = fact.ReservedUntil,
    };

    static StockDecision Close(StockStates states, ShopCommand command, CloseCase close, StockPolicy policy)
    {
        if (string.IsNullOrWhiteSpace(close.Note))
        {
            return Refused(states, StockVerdict.Refused(StockReason.CommandIncomplete, "A case is closed with a note that says why."));
        }

        var isOpen = close.OrderRef is { } orderRef
            ? states.Order(orderRef).Reviews.Any(review => review.Id == close.CaseId)
            : states.Case(close.CaseId) is { } open && open.StreamId == close.CaseStream;
        if (!isOpen)
        {
            return Refused(states, StockVerdict.Refused(StockReason.CaseUnknown, $"No case {close.CaseId} is open."));
        }

        return Written(states.Draft(), command, policy, new StockCaseClosed
        {
            CaseId = close.CaseId,
            OrderRef = close.OrderRef,
            Remark = close.Note,
        });
    }

    /// <summary>A refusal; the states stay as they are.</summary>
    public static StockDecision Refused(StockStates states, StockVerdict refusal) =>
        new(states.Draft(), [], Disposition.Refused, refusal.Reason, refusal.Detail, null, []);

    /// <summary>Appends the fact of a command.</summary>
    public static StockDecision Written<T>(StockStates draft, ShopCommand command, StockPolicy policy, T fact)
        where T : StockFact
    {
        var whole = FactFrom.Command(command, policy, fact);
        StockFold.Apply(draft, command.Command.StreamId, whole);
        var disposition = whole is StockMoved ? Disposition.Moved : Disposition.Noted;
        return new StockDecision(draft, [whole], disposition, StockReasons.Find(whole.Reason), null, whole, []);
    }

    /// <summary>Why units, a stock or a cost cannot be meant; null when they can.</summary>
    public static StockVerdict? Unusable(StockKey key, long units, long cost = 0, bool zeroUnits = false)
    {
        var found = string.IsNullOrWhiteSpace(key.Sku) ? "The SKU is missing."
            : string.IsNullOrWhiteSpace(key.Location) || key.Location.Contains('@', StringComparison.Ordinal)
                ? "The location is missing, or has an @."
            : units < (zeroUnits ? 0 : 1) || units > UnitsMost ? $"{units} units; {(zeroUnits ? 0 : 1)} to {UnitsMost} are possible."
            : cost is < 0 or > CostMost ? $"A cost of {cost} minor units; 0 to {CostMost} are possible."
            : null;
        return found is null ? null : StockVerdict.Refused(StockReason.CommandIncomplete, found);
    }

    /// <summary>Why a command's lines cannot be meant; null when they can.</summary>
    public static StockVerdict? Unusable(string orderRef, IReadOnlyList<OrderLine> lines, bool mayBeEmpty)
    {
        var missing = lines.SelectMany((line, n) => StatedLines.MissingOf(line, n + 1)).Select(each => each.Text).ToList();
        if (string.IsNullOrWhiteSpace(orderRef))
        {
            missing.Add("order reference");
        }

        if (lines.Count == 0 && !mayBeEmpty)
        {
            missing.Add("lines");
        }

        return missing.Count == 0
            ? null
            : StockVerdict.Refused(StockReason.CommandIncomplete, $"Missing: {string.Join(", ", missing)}.");
    }
}
