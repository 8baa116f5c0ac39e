namespace LlmTrader.Tools.Hosting.Alerts.Delivery;

/// <summary>How a channel stands since the start.</summary>
/// <param name="Name">The configuration's.</param>
/// <param name="Delivered">Messages that the service took, digests as one.</param>
/// <param name="Undelivered">Messages that were given up.</param>
/// <param name="Dropped">Messages for which there was no room.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="LastError">Why the last call failed, without secrets; null when it did not.</param>
public sealed record ChannelStatus(string Name, long Delivered, long Undelivered, long Dropped, int Waiting, string? LastError);
