namespace Ledger.ErpSimulators.Odoo;

/// <summary>Lets calls in: by API key, and at the pace of Odoo Online.</summary>
sealed class OdooGate(OdooSimulatorOptions options)
{
    readonly Dictionary<string, DateTimeOffset> _keys = new(StringComparer.Ordinal);
    readonly Queue<DateTimeOffset> _calls = new();

    /// <summary>Issues a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would live longer than three months.</exception>
    public string Issue(TimeSpan life)
    {
        var now = options.Time.GetUtcNow();
        if (now + life > now.AddMonths(3))
        {
            throw new ArgumentOutOfRangeException(nameof(life), life, "A key lives three months at most.");
        }

        var key = $"key{_keys.Count + 1:0000000000000000000000000000000000000}";
        _keys[key] = now + life;
        return key;
    }

    /// <summary>Lets a key in for three months from now.</summary>
    public void Admit(string key) => _keys[key] = options.Time.GetUtcNow().AddMonths(3);

    /// <summary>Ends a key now.</summary>
    public void Revoke(string key) => _keys.Remove(key);

    /// <summary>True when the header holds a key that lives.</summary>
    public bool Knows(string? authorization) =>
        authorization?.Split(' ', 2) is [var scheme, var key] && scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase)
        && _keys.TryGetValue(key, out var ends) && options.Time.GetUtcNow() < ends;

    /// <summary>Counts a call; false when it is one too many.</summary>
    public bool LetsIn()
    {
        var now = options.Time.GetUtcNow();
        while (_calls.TryPeek(out var first) && now - first >= TimeSpan.FromSeconds(1))
        {
            _calls.Dequeue();
        }

        if (options.CallsPerSecond is { } most && _calls.Count >= most)
        {
            return false;
        }

        _calls.Enqueue(now);
        return true;
    }
}
