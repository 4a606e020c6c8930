namespace Ledger.PaymentEvents;

/// <summary>Digits taken so far and both Luhn sums, for either parity of the final count.</summary>
ref struct CardDigits(Span<int> offsets)
{
    internal const int CountMin = 13;
    internal const int CountMax = 19;

    readonly Span<int> _offsets = offsets;
    int _evenDoubled;
    int _oddDoubled;
    int _first;
    bool _differ;

    internal int Count { get; private set; }

    internal bool Take(int offset, int digit)
    {
        if (Count == CountMax)
        {
            return false;
        }

        var doubled = digit < 5 ? digit * 2 : (digit * 2) - 9;
        _evenDoubled += Count % 2 == 0 ? doubled : digit;
        _oddDoubled += Count % 2 == 0 ? digit : doubled;
        _first = Count == 0 ? digit : _first;
        _differ |= digit != _first;
        _offsets[Count++] = offset;
        return true;
    }

    internal readonly bool IsCardNumber() =>
        Count >= CountMin && _differ && (Count % 2 == 0 ? _evenDoubled : _oddDoubled) % 10 == 0;
}
