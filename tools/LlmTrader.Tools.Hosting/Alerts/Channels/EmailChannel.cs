using System.Net;
using System.Net.Mail;
using System.Text;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>Where mail goes and who says so.</summary>
internal sealed record EmailAddressing(string Host, int Port, bool UseTls, string? User, string? Password, MailAddress From, IReadOnlyList<MailAddress> To);

/// <summary>Mail by SMTP, encrypted by STARTTLS. The framework's client knows no TLS from the first byte (port 465).</summary>
internal sealed class EmailChannel(string name, EmailAddressing addressing, SecretMask mask) : IAlertChannel
{
    public string Name => name;

    public int MaxCallsPerMinute => int.MaxValue;

    /// <inheritdoc/>
    public async Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        try
        {
            using SmtpClient client = new(addressing.Host, addressing.Port) { EnableSsl = addressing.UseTls, UseDefaultCredentials = false };
            if (addressing.User is { } user) { client.Credentials = new NetworkCredential(user, addressing.Password); }
            using MailMessage mail = MailOf(message);
            await client.SendMailAsync(mail, cancel);
            return AlertDelivery.Delivered;
        }
        catch (SmtpException e)
        {
            string error = mask.Clean(e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message);
            return MayPassLater(e) ? AlertDelivery.Unreachable(error) : AlertDelivery.Refused(error);
        }
    }

    // 4xx passes later, as does a connection that fails; 5xx does not. Where some recipients were served, none gets it twice.
    private bool MayPassLater(SmtpException error)
    {
        SmtpFailedRecipientException[] failed = error switch
        {
            SmtpFailedRecipientsException { InnerExceptions.Length: > 0 } several => several.InnerExceptions,
            SmtpFailedRecipientException one => [one],
            _ => [],
        };
        if (failed.Length == 0) { return (int)error.StatusCode < 500; }
        return failed.Length == addressing.To.Count && failed.All(one => (int)one.StatusCode < 500);
    }

    private MailMessage MailOf(AlertMessage message)
    {
        MailMessage mail = new()
        {
            From = addressing.From,
            Subject = AlertText.Title(message),
            SubjectEncoding = Encoding.UTF8,
            Body = AlertText.Body(message),
            BodyEncoding = Encoding.UTF8,
        };
        foreach (MailAddress address in addressing.To) { mail.To.Add(address); }
        return mail;
    }
}
