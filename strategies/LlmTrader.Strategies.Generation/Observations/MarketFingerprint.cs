using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>
/// Whether there is anything new to judge: of two observations it is the same when nothing has changed but the strategist's own decisions and
/// the time that has passed meanwhile. The hash of an observation changes with each decision, of which it tells.
/// </summary>
public static class MarketFingerprint
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string Of(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        Duration[] ages = [.. observation.Universe.SelectMany(one => one.Horizons).SelectMany(one => one.Recent).Select(one => one.Age), .. observation.Orders.Select(one => one.Age)];
        Duration newest = ages.Length == 0 ? Duration.Zero : ages.Min();
        Observation still = observation with
        {
            AsOf = observation.AsOf is { } asOf && ages.Length > 0 ? asOf - newest : null,
            Universe = [.. observation.Universe.Select(one => one with { Horizons = [.. one.Horizons.Select(horizon => horizon with { Recent = [.. horizon.Recent.Select(bar => (bar.Bar, Less(bar.Age, newest)))] })] })],
            Orders = [.. observation.Orders.Select(one => (one.Order, Less(one.Age, newest)))],
            Decisions = [],
            Omitted = observation.Omitted with { Decisions = 0 },
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalObservation.Text(still))));
    }

    private static Duration Less(Duration age, Duration newest) => new(age.Nanoseconds - newest.Nanoseconds);
}
