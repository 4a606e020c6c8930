using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Contract;

/// <summary>
/// Reads the members of one message and collects its facts. A member that is missing, null or an empty text is not stated; one that is
/// stated and cannot be used is refused by name and never passed over, since another key would then take its place.
/// </summary>
sealed class ContractFacts(ContractMessage message)
{
    const string FeeAmount = "gateway_fee_minor";
    const string FeeCurrency = "gateway_fee_currency_code";
    const string PaymentCurrency = "currency_code";

    readonly FactCollector _facts = new(message.Origin);

    JsonElement Fields => message.Fields;

    internal string EventId => message.Origin.EventId;

    internal void NoFact(string detail) => _facts.NoFact(detail);

    internal void Refuse(RefusalReason reason, string detail) => _facts.Refuse(reason, detail);

    /// <inheritdoc cref="FactCollector.HasTime"/>
    internal bool HasTime() => _facts.HasTime(message.TimeField);

    internal Translation ToTranslation() => _facts.ToTranslation();

    /// <summary>True when a member is there, whatever it holds; null and the empty text are nothing.</summary>
    internal bool States(string field) =>
        Fields.Field(field) is { } value && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8));

    /// <summary>The id that a member states, else the other one; null and a reason when there is none that can be used.</summary>
    internal string? Id(string field, string? otherwise = null)
    {
        if (!States(field))
        {
            if (otherwise is null)
            {
                Refuse(RefusalReason.FieldMissing, $"{field} is missing.");
            }

            return otherwise;
        }

        if (Fields.Text(field) is { } id && ProviderId.IsId(id))
        {
            return id;
        }

        Refuse(RefusalReason.FieldMissing, $"{field} is no usable id: letters, digits, '_', '-', '.', at most 255, no card-like number.");
        return null;
    }

    /// <summary>
    /// The part of a key that an id is: one that its own member states, and one that is taken from elsewhere, are never the same.
    /// </summary>
    internal string[] KeyOf(string field, string id) => States(field) ? [id] : ["of", id];

    /// <summary>The payment's id, else the invoice's (R-GW-02); null and a reason when there is none that can be used.</summary>
    internal string? Payment()
    {
        if (!StatesPayment)
        {
            Refuse(RefusalReason.FieldMissing, "payment_id and invoice_id are missing; one of them is needed.");
            return null;
        }

        return Id(States("payment_id") ? "payment_id" : "invoice_id");
    }

    /// <summary>True when the message is about a payment or an invoice.</summary>
    internal bool StatesPayment => States("payment_id") || States("invoice_id");

    /// <summary>What the fact is about, with tax and settled amount where stated; null and a reason when it cannot be told.</summary>
    internal PaymentAmounts? Amounts()
    {
        if (Amount("amount_minor", PaymentCurrency) is not { } gross)
        {
            return null;
        }

        Money? tax = null;
        if (StatesAmount("tax_minor"))
        {
            tax = Amount("tax_minor", PaymentCurrency);
            if (tax is not { } part || part.MinorUnits > gross.MinorUnits)
            {
                Refuse(RefusalReason.AmountOutOfRange, "tax_minor is more than amount_minor, or no amount.");
                return null;
            }
        }

        var settled = StatesAmount("settled_minor") ? Amount("settled_minor", "settled_currency_code") : null;
        return new PaymentAmounts(gross, Tax: tax, Settled: settled);
    }

    /// <summary>The amounts of a fact that moves nothing, and may state none.</summary>
    internal PaymentAmounts AmountsIfAny() => StatesAmount("amount_minor") ? Amounts() ?? new() : new();

    /// <summary>True when a member states an amount other than zero, or something that is none.</summary>
    internal bool StatesAmount(string field) => States(field) && Fields.Whole(field) is not 0;

    internal long? Units(string field) => Fields.Whole(field);

    /// <summary>
    /// The gateway's fee beside a fact, as a fact of its own. On the payment it waits for the capture; where there may never be one, or
    /// there is no payment, it stands by itself.
    /// </summary>
    /// <param name="beside">The fact that it came with.</param>
    /// <param name="variant">Its kind.</param>
    /// <param name="ofPayment">True when the fact needs a captured payment too.</param>
    internal void AddFee(Fact beside, string? variant = null, bool ofPayment = true)
    {
        if (StatesAmount(FeeAmount) && Amount(FeeAmount, States(FeeCurrency) ? FeeCurrency : PaymentCurrency) is { } fee)
        {
            var (payment, id) = ofPayment ? (beside.PaymentId, beside.ObjectId) : (EventId, EventId);
            Add(new Fact(EventClass.FeePosted, payment, id, ["fee-of", .. beside.Key])
            {
                Variant = variant,
                Subject = ofPayment ? Subject.Payment : Subject.Fee,
                Amounts = new PaymentAmounts(fee),
            });
        }
    }

    /// <summary>Adds a fact with the references that any message may state.</summary>
    internal void Add(Fact fact) => _facts.Add(fact with
    {
        OrderRef = Fields.Text("order_reference"),
        InvoiceRef = Fields.Text("invoice_id"),
        CustomerRef = Fields.Text("customer_id"),
        PayeeRef = Fields.Text("payee_id"),
        ReasonCode = Fields.Text("reason_code"),
        PaymentMethod = Fields.Text("payment_method"),
        SettlementBatchId = fact.SettlementBatchId ?? Batch(),
        DueBy = Rfc3339.Read(Fields.Text("due_by")) is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null,
        ExchangeRate = Rate(),
        OrderLines = OrderLineList.Read(Fields.Field("order_lines")),
    });

    /// <summary>The settlement batch that is stated; null when none is.</summary>
    internal string? Batch() => States("settlement_batch_id") ? Id("settlement_batch_id") : null;

    decimal? Rate()
    {
        var rate = 0m;
        var isRead = Fields.Field("exchange_rate") switch
        {
            { ValueKind: JsonValueKind.Number } number => number.TryGetDecimal(out rate),
            { ValueKind: JsonValueKind.String } text =>
                decimal.TryParse(text.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate),
            _ => false,
        };
        return isRead && rate > 0 ? rate : null;
    }

    Money? Amount(string field, string currencyField)
    {
        var (units, reason, detail) = WholeUnits.Read(Fields, field);
        if (reason is null && Fields.Text(currencyField) is not { Length: > 0 })
        {
            (reason, detail) = (RefusalReason.FieldMissing, $"{currencyField} is missing or no text.");
        }

        if (reason is null)
        {
            var amount = ContractCurrencies.Table.Convert(
                units, Fields.Text(currencyField)!, DateOnly.FromDateTime(message.Origin.OccurredAt.UtcDateTime), AmountKind.Computed,
                ContractCurrencies.NoneConfigured);
            if (amount.Reason is null)
            {
                return amount.Money;
            }

            (reason, detail) = (amount.Reason, $"{field} in {currencyField}: {amount.Detail}");
        }

        Refuse(reason.Value, detail!);
        return null;
    }
}
