using System.Text.Json;
using Ledger.Cli.Demo;

namespace Ledger.Faults.Sending;

/// <summary>One webhook, everything that was answered to it, however often it was sent.</summary>
sealed class Webhook
{
    readonly Lock _gate = new();
    readonly List<Attempt> _attempts = [];

    public Webhook(Delivery delivery)
    {
        Delivery = delivery;
        using var body = JsonDocument.Parse(delivery.Body);
        EventId = body.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>The provider's event id.</summary>
    public string EventId { get; }

    /// <summary>What is sent, and what it states.</summary>
    public Delivery Delivery { get; }

    /// <summary>False for one that somebody else has signed.</summary>
    public bool IsGenuine => Delivery.Signing == Signing.Genuine;

    /// <summary>Answered 2xx at least once.</summary>
    public bool Acknowledged => Acknowledgements > 0;

    /// <summary>How often it was answered 2xx.</summary>
    public int Acknowledgements => Attempts.Count(attempt => attempt.Acknowledged);

    /// <summary>Every attempt that has ended, in order.</summary>
    public IReadOnlyList<Attempt> Attempts
    {
        get
        {
            lock (_gate)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>Remembers an answer.</summary>
    public void Answered(Attempt attempt)
    {
        lock (_gate)
        {
            _attempts.Add(attempt);
        }
    }
}

/// <summary>One attempt.</summary>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
readonly record struct Attempt(int Status)
{
    /// <summary>True when the gateway took it.</summary>
    public bool Acknowledged => Status is >= 200 and < 300;
}
