using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.Accounting;

/// <summary>
/// An ISO 4217 currency: three upper-case letters and the number of decimal places of its minor unit.
/// <c>default</c> is not a currency; every use of it throws.
/// </summary>
/// <remarks>
/// Exponents are those of ISO 4217 (list one, plus codes withdrawn since 2020 that old payments still carry).
/// What a provider calls a minor unit can differ; that is the provider's table, not this one.
/// </remarks>
[JsonConverter(typeof(JsonText))]
public readonly record struct Currency
{
    static readonly Dictionary<int, string> CodesByExponent = new()
    {
        [0] = """
            BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
            """,
        [2] = """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP
            BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR
            FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR
            KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
            MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK
            SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN
            UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL
            """,
        [3] = """
            BHD IQD JOD KWD LYD OMR TND
            """,
        [4] = """
            CLF UYW
            """,
    };

    static readonly FrozenDictionary<string, Currency> ByCode = CodesByExponent
        .SelectMany(group => group.Value
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(code => new Currency(code, group.Key)))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    readonly string? _code;

    Currency(string code, int exponent)
    {
        _code = code;
        Exponent = exponent;
    }

    /// <summary>All known currencies.</summary>
    public static IEnumerable<Currency> All => ByCode.Values;

    /// <summary>The three-letter code, upper case.</summary>
    public string Code => _code ?? throw new InvalidOperationException("default(Currency) is not a currency.");

    /// <summary>Decimal places of the minor unit: 0 (JPY), 2 (EUR), 3 (KWD) or 4 (CLF).</summary>
    public int Exponent { get; }

    /// <summary>Finds a currency by its upper-case code.</summary>
    public static bool TryParse(string? code, [NotNullWhen(true)] out Currency currency)
    {
        currency = default;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    /// <summary>Finds a currency by its upper-case code.</summary>
    /// <exception cref="FormatException">The code is not an ISO 4217 currency.</exception>
    public static Currency Parse(string code) =>
        TryParse(code, out var currency)
            ? currency
            : throw new FormatException($"'{code}' is not an ISO 4217 currency code (three upper-case letters).");

    /// <inheritdoc/>
    public override string ToString() => Code;

    /// <summary>Writes a currency as its code.</summary>
    public sealed class JsonText : JsonConverter<Currency>
    {
        /// <inheritdoc/>
        public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var code = reader.GetString();
            return TryParse(code, out var currency)
                ? currency
                : throw new JsonException($"'{code}' is not an ISO 4217 currency code.");
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Code);
    }
}
